// SPDX-License-Identifier: GPL-2.0
/* transaction/: what becomes of a transaction when a part of the kernel refuses. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "backend/flow_change.h"
#include "backend/neighbour.h"
#include "backend/nft_carry_out.h"
#include "backend/nft_observe.h"
#include "backend/route_carry_out.h"
#include "backend/route_observe.h"
#include "config/config.h"
#include "plan/desired.h"
#include "plan/diff.h"
#include "plan/engine/former.h"
#include "plan/engine/names.h"
#include "tests/capture.h"
#include "transaction/missing.h"
#include "transaction/transaction.h"
#include "util/error.h"

/* A kernel that takes all there is, but perhaps not the marks of connections. */

/* What was done to the table and to connections, in order. */
static char steps[256];
static int conversion;

/* Errors of the table to come, one at each time. */
static const int *errors;

static void step(const char *name)
{
	strncat(steps, steps[0] ? " " : "", sizeof(steps) - strlen(steps) - 1);
	strncat(steps, name, sizeof(steps) - strlen(steps) - 1);
}

int routes_carry_out(struct nl_socket *nl, const struct operations *operations)
{
	return 0;
}

/* Whether the set of former circuits is added, deleted, or in its own table. */
int nft_carry_out(struct nl_socket *nl, const struct operations *operations, uint32_t generation)
{
	const struct operation *o;
	size_t i;

	step("table");
	for (i = 0; i < operations->n; i++) {
		o = &operations->v[i];
		if (o->object == OBJECT_SET &&
		    !strcmp(operation_thing(o).set->name, ENGINE_SET_FORMER))
			step(o->verb == VERB_ADD ? "+former" : "-former");
		else if (o->object == OBJECT_TABLE && o->verb == VERB_DELETE)
			step("deleted");
	}
	return errors && *errors ? *errors++ : 0;
}

/* While marks are converted, the table has nothing else that the test needs. */
int nft_observe(struct nl_socket *nl, struct nft_table *table, uint32_t *generation)
{
	struct module_config circuits = { .mark_mask = 0xffff0000 };

	memset(table, 0, sizeof(*table));
	module_config_add(&circuits)->id = 1;
	strcpy(circuits.circuit[0].name, "us");
	former_add(&circuits, table);
	module_config_free(&circuits);
	return 0;
}

int routes_observe(struct nl_socket *nl, struct state *state)
{
	step("look");
	return 0;
}

int neighbours_observe(struct nl_socket *nl, struct state *state)
{
	return 0;
}

int __wrap_flow_convert(const struct names *from, const struct names *to);

int __wrap_flow_convert(const struct names *from, const struct names *to)
{
	assert_string_equal(names_get(from, 1), "us");
	step(to->config.n_circuit ? "convert" : "unmark");
	if (conversion)
		error("cannot convert");
	return conversion;
}

static void plan_golden(const char *path, struct state *state)
{
	struct diagnostics diags = { 0 };
	struct devices devices = { 0 };
	struct site site;

	assert_int_equal(config_load(path, &site, &diags), 0);
	devices_add(&devices, "us-pri")->up = true;
	plan_desired(&site, &devices, NULL, state, &diags);
	devices_free(&devices);
	site_free(&site);
	diagnostics_free(&diags);
}

/* From @t->observed to what @path asks for, or to nothing; what is said. */
static void run_to(struct transaction *t, const char *path, int result, char *said, size_t size)
{
	struct kernel kernel = { 0 };
	struct capture capture;

	if (path)
		plan_golden(path, &t->desired);
	plan_diff(&t->observed, &t->desired, &t->operations);
	steps[0] = '\0';
	capture_begin(&capture, stderr);
	assert_int_equal(transaction_run(t, &kernel, NULL), result);
	capture_end(&capture, said, size);
	transaction_free(t);
}

static void run(struct transaction *t, const char *path, char *said, size_t size)
{
	run_to(t, path, conversion, said, size);
}

static void run_from_nftables(const char *path, char *said, size_t size)
{
	struct transaction t = { 0 };

	plan_golden("tests/golden/nftables/site.yaml", &t.observed);
	run(&t, path, said, size);
}

/* The new table says what is left to do, until it is done. */
static void test_marks_convert(void **state)
{
	char said[512];

	conversion = 0;
	run_from_nftables("tests/golden/switch-engine/site.yaml", said, sizeof(said));
	assert_string_equal(said, "");
	assert_string_equal(steps, "table +former convert table -former");
	run_from_nftables(NULL, said, sizeof(said));
	assert_string_equal(said, "");
	assert_string_equal(steps, "table deleted +former unmark table deleted");
	/* The ids are the same: nothing is left. */
	run_from_nftables("tests/golden/nftables/site.yaml", said, sizeof(said));
	assert_string_equal(steps, "");
}

/* Nothing is undone; a second try finds the set, and does it. */
static void test_marks_stay(void **state)
{
	char said[512];

	conversion = -ENOBUFS;
	run_from_nftables("tests/golden/switch-engine/site.yaml", said, sizeof(said));
	assert_string_equal(steps, "table +former convert");
	assert_string_equal(said, "ersym: cannot convert\n"
				  "ersym: the configuration is in force, but connections may still "
				  "carry circuits of the previous one: run \"ersym apply\" again\n");
	run_from_nftables(NULL, said, sizeof(said));
	assert_string_equal(steps, "table deleted +former unmark");
	assert_string_equal(said, "ersym: cannot convert\n"
				  "ersym: the configuration is removed, but connections may still "
				  "carry its circuits: run \"ersym clear\" again\n");
}

static void interrupted(const char *before, struct transaction *t)
{
	struct module_config us = { .mark_mask = 0xff000000 };

	memset(t, 0, sizeof(*t));
	module_config_add(&us)->id = 1;
	strcpy(us.circuit[0].name, "us");
	if (before)
		plan_golden(before, &t->observed);
	former_add(&us, &t->observed.nft);
	module_config_free(&us);
}

/* What an earlier change left comes first; if it fails, nothing is begun or undone. */
static void test_marks_left(void **state)
{
	struct transaction t;
	char said[512];

	conversion = 0;
	interrupted("tests/golden/nftables/site.yaml", &t);
	run(&t, "tests/golden/nftables/site.yaml", said, sizeof(said));
	assert_string_equal(steps, "convert table -former");
	interrupted("tests/golden/nftables/site.yaml", &t);
	run(&t, NULL, said, sizeof(said));
	assert_string_equal(steps, "convert table deleted +former unmark table deleted");
	interrupted(NULL, &t);
	run(&t, NULL, said, sizeof(said));
	assert_string_equal(steps, "unmark table deleted");
	conversion = -EPERM;
	interrupted("tests/golden/nftables/site.yaml", &t);
	run(&t, "tests/golden/nftables/site.yaml", said, sizeof(said));
	assert_string_equal(steps, "convert");
}

/*
 * The table was committed and only the answer lost, so that the second look finds the set:
 * marks are converted before it is deleted.
 */
static void test_marks_again(void **state)
{
	static const int lost[] = { -ENOBUFS, 0 };
	struct transaction t = { 0 };
	char said[512];

	conversion = 0;
	plan_golden("tests/golden/nftables/site.yaml", &t.observed);
	errors = lost;
	run(&t, NULL, said, sizeof(said));
	assert_string_equal(steps, "table deleted +former look unmark table deleted "
			    "unmark table deleted");
	errors = NULL;
}

/*
 * What was converted is not left to do again after an undo; the second attempt of an undo
 * converts what the first one may have left.
 */
static void test_marks_undone(void **state)
{
	static const int refused[] = { -EPERM, 0 }, changed[] = { -EPERM, -ERESTART, 0 };
	struct transaction t;
	char said[512];

	conversion = 0;
	interrupted("tests/golden/nftables/site.yaml", &t);
	errors = refused;
	run_to(&t, "tests/golden/nftables/site.yaml", -EPERM, said, sizeof(said));
	assert_string_equal(steps, "convert table -former look table -former");
	interrupted("tests/golden/nftables/site.yaml", &t);
	errors = changed;
	run_to(&t, "tests/golden/nftables/site.yaml", -EPERM, said, sizeof(said));
	assert_string_equal(steps, "convert table -former look table -former "
			    "look unmark table -former");
	errors = NULL;
}

/* What is written down is read again, whatever the circuits are called. */
static void test_former(void **state)
{
	struct module_config circuits = { .mark_mask = 0x00ffff00 }, read;
	struct nft_table table = { 0 };
	struct module_circuit *c;

	assert_false(former_read(&table, &read));
	c = module_config_add(&circuits);
	c->id = 30;
	strcpy(c->name, "mask");
	former_add(&circuits, &table);
	assert_true(former_read(&table, &read));
	assert_int_equal(read.mark_mask, 0x00ffff00);
	assert_int_equal(read.n_circuit, 1);
	assert_int_equal(read.circuit[0].id, 30);
	assert_string_equal(read.circuit[0].name, "mask");
	former_remove(&table);
	assert_false(table.present);
	nft_table_free(&table);
	module_config_free(&read);
	module_config_free(&circuits);
}

static struct address address_of(const char *text)
{
	struct address address;

	assert_int_equal(address_parse(text, &address), 0);
	return address;
}

/* A state with the rules of us, whose table leads over us-pri, and over us-sec too. */
static void of_us(struct state *state, const char *gateway, bool second)
{
	const struct address first = address_of(gateway), other = address_of("198.51.100.6");
	struct ip_rule *rule;
	struct route *route;

	memset(state, 0, sizeof(*state));
	rule = state_add_rule(state);
	rule->family = AF_INET;
	rule->target = IP_RULE_FIRST;
	rule = state_add_rule(state);
	rule->family = AF_INET;
	rule->priority = IP_RULE_FIRST;
	rule->table = ROUTE_TABLE + 1;
	route = state_add_route(state);
	route->table = ROUTE_TABLE + 1;
	route->destination.address.family = AF_INET;
	route_add_hop(route, "us-pri", &first);
	if (second)
		route_add_hop(route, "us-sec", &other);
}

/* Links of us and of eu that miss something when @observed should be @desired. */
static void assert_missing(struct state *observed, struct state *desired, const char *expected)
{
	struct link_state us[] = { { .device = "us-pri" }, { .device = "us-sec" } };
	struct link_state eu = { .device = "eu-pri" };
	struct circuit_state circuits[] = {
		{ .id = 1, .link = us, .n_link = 2 }, { .id = 2, .link = &eu, .n_link = 1 },
	};
	struct circuit_states list = { .v = circuits, .n = 2 };
	char missing[64] = "";

	missing_mark(observed, desired, &list);
	if (us[0].missing)
		strcat(missing, "us-pri ");
	if (us[1].missing)
		strcat(missing, "us-sec ");
	if (eu.missing)
		strcat(missing, "eu-pri ");
	assert_string_equal(missing, expected);
	state_free(observed);
	state_free(desired);
}

/* A link misses its own route, any rule of its circuit, and rules that lead to all. */
static void test_missing(void **data)
{
	struct state observed, desired;

	of_us(&observed, "198.51.100.2", true);
	of_us(&desired, "198.51.100.2", true);
	assert_missing(&observed, &desired, "");
	of_us(&observed, "198.51.100.2", false);
	of_us(&desired, "198.51.100.2", true);
	assert_missing(&observed, &desired, "us-sec ");
	of_us(&observed, "198.51.100.9", true);
	of_us(&desired, "198.51.100.2", true);
	assert_missing(&observed, &desired, "us-pri ");
	of_us(&observed, "198.51.100.2", true);
	of_us(&desired, "198.51.100.2", false);
	assert_missing(&observed, &desired, "");
	of_us(&observed, "198.51.100.2", true);
	memset(&desired, 0, sizeof(desired));
	assert_missing(&observed, &desired, "");
	of_us(&observed, "198.51.100.2", true);
	observed.n_rule = 1;
	of_us(&desired, "198.51.100.2", true);
	assert_missing(&observed, &desired, "us-pri us-sec ");
	of_us(&observed, "198.51.100.2", true);
	observed.rule[0] = observed.rule[1];
	observed.n_rule = 1;
	of_us(&desired, "198.51.100.2", true);
	assert_missing(&observed, &desired, "us-pri us-sec eu-pri ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks_convert),
		cmocka_unit_test(test_marks_stay),
		cmocka_unit_test(test_marks_left),
		cmocka_unit_test(test_marks_again),
		cmocka_unit_test(test_marks_undone),
		cmocka_unit_test(test_former),
		cmocka_unit_test(test_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
/* transaction/: in which order the parts of the kernel are changed, and when again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "backend/mark_observe.h"
#include "backend/module_set.h"
#include "backend/neighbour.h"
#include "backend/nft_carry_out.h"
#include "backend/nft_observe.h"
#include "backend/route_carry_out.h"
#include "backend/route_observe.h"
#include "config/config.h"
#include "plan/desired.h"
#include "plan/diff.h"
#include "tests/capture.h"
#include "transaction/carry_out.h"
#include "transaction/transaction.h"

/* What was changed, in order: routes, module, table; or "wait" for packets. */
static char steps[512];

/* Errors of the table to come, one at each time. */
static const int *errors;

static void step(const char *name)
{
	strncat(steps, steps[0] ? " " : "", sizeof(steps) - strlen(steps) - 1);
	strncat(steps, name, sizeof(steps) - strlen(steps) - 1);
}

int routes_carry_out(struct nl_socket *nl, const struct operations *operations)
{
	size_t i;

	for (i = 0; i < operations->n; i++)
		if (operations->v[i].object == OBJECT_ROUTE ||
		    operations->v[i].object == OBJECT_RULE) {
			step("routes");
			break;
		}
	return 0;
}

int nft_carry_out(struct nl_socket *nl, const struct operations *operations, uint32_t generation)
{
	step("table");
	return errors && *errors ? *errors++ : 0;
}

/* Whether the steps of the module name its pools. */
static bool names_pools;

int module_set(struct module *m, const struct module_config *config)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	step("module");
	if (names_pools && !config->circuit[0].pool.n)
		step("none");
	for (i = 0; names_pools && i < config->circuit[0].pool.n; i++)
		step(prefix_format(&config->circuit[0].pool.v[i], buf));
	return 0;
}

long __wrap_syscall(long number, ...);

long __wrap_syscall(long number, ...)
{
	assert_int_equal(number, SYS_membarrier);
	step("wait");
	return 0;
}

/* Whether each look finds the table again, else nothing. */
static bool table_stays;

int routes_observe(struct nl_socket *nl, struct state *state)
{
	step("look");
	return 0;
}

int neighbours_observe(struct nl_socket *nl, struct state *state)
{
	return 0;
}

int marks_observe(struct nl_socket *nl, struct mark_uses *uses)
{
	return 0;
}

int nft_observe(struct nl_socket *nl, struct nft_table *table, uint32_t *generation)
{
	memset(table, 0, sizeof(*table));
	table->present = table_stays;
	return 0;
}

/* A site with links us-pri and us-sec, or nothing. */
static void plan_text(const char *text, struct state *state)
{
	static const char *const gateways[][2] = {
		{ "198.51.100.2", "2001:db8:1::2" }, { "198.51.100.6", "2001:db8:2::2" },
	};
	static const char *const networks[] = { "198.51.100.0/30", "198.51.100.4/30" };
	static const char *const names[] = { "us-pri", "us-sec" };
	struct diagnostics diags = { 0 };
	struct devices devices = { 0 };
	struct prefix network;
	struct site site;
	size_t i, j;

	memset(state, 0, sizeof(*state));
	if (!text)
		return;
	for (i = 0; i < 2; i++) {
		struct device *device = devices_add(&devices, names[i]);

		device->present = true;
		device->up = true;
		device->ipv6 = true;
		for (j = 0; j < 2; j++)
			assert_int_equal(address_parse(gateways[i][j], &device->reached[j]), 0);
		device->n_reached = 2;
		assert_int_equal(prefix_parse(networks[i], &network), 0);
		prefix_list_add(&device->connected, &network);
	}
	assert_int_equal(config_parse(text, strlen(text), &site, &diags), 0);
	plan_desired(&site, &devices, NULL, state, &diags);
	assert_int_equal(diags.n, 0);
	devices_free(&devices);
	site_free(&site);
	diagnostics_free(&diags);
}

#define US(links, pool) "circuits: {us: {id: 1, links: {" links "}, snat: [" pool "]}}\n"
#define BOTH	  US("us-pri: {gateway: 198.51.100.2}, us-sec: {gateway: 198.51.100.6}", \
		     "20.2.2.0/29")
#define POOL(pool) US("us-pri: {gateway: 198.51.100.2}", pool)
#define ONE	  POOL("20.2.2.0/29")
#define TWO(name, pool, other) \
	"circuits: {" name ": {id: 1, links: {us-pri: {gateway: 198.51.100.2}}, " \
	"snat: [" pool "]}, eu: {id: 2, links: {us-sec: {gateway: 198.51.100.6}}, " \
	"snat: [" other "]}}\n"
#define NFTABLES  "engine: nftables\n"

static void assert_steps(const char *before, const char *after, const char *expected)
{
	struct kernel kernel = { 0 };
	struct operations operations;
	struct state old, new;

	plan_text(before, &old);
	plan_text(after, &new);
	plan_diff(&old, &new, &operations);
	steps[0] = '\0';
	assert_int_equal(carry_out_operations(&kernel, &operations, &old, &new), 0);
	assert_string_equal(steps, expected);
	operations_free(&operations);
	state_free(&old);
	state_free(&new);
}

/* What judges packets knows a link before they are routed to it. */
static void test_added(void **data)
{
	assert_steps(NULL, BOTH, "routes module table");
	assert_steps(ONE, BOTH, "module routes table");
	assert_steps(NULL, NFTABLES BOTH, "routes table");
	assert_steps(NFTABLES ONE, NFTABLES BOTH, "table routes");
	/* No IPv6 packet is led to the table of the circuit yet. */
	assert_steps(ONE, US("us-pri: {gateway: [198.51.100.2, \"2001:db8:1::2\"]}",
			     "20.2.2.0/29"), "routes");
}

/* No packet is under way to a link when it is forgotten. */
static void test_narrowed(void **data)
{
	assert_steps(BOTH, ONE, "routes wait module table routes");
	assert_steps(NFTABLES BOTH, NFTABLES ONE, "routes wait table routes");
}

/* Nothing is removed before what leads packets to it, with either engine. */
static void test_removed(void **data)
{
	assert_steps(BOTH, NULL, "module table routes");
	assert_steps(NFTABLES BOTH, NULL, "table routes");
	assert_steps(NFTABLES BOTH, BOTH, "module table");
	assert_steps(BOTH, NFTABLES BOTH, "table module");
}

/* The module accepts the former pools until the table translates to the new ones. */
static void test_pools(void **data)
{
	names_pools = true;
	assert_steps(ONE, POOL("20.2.2.0/28"), "routes module 20.2.2.0/28 table routes");
	assert_steps(POOL("20.2.2.0/28"), ONE,
		     "routes module 20.2.2.0/28 table module 20.2.2.0/29 routes");
	assert_steps(ONE, POOL("20.2.2.8/29"),
		     "routes module 20.2.2.0/29 20.2.2.8/29 table module 20.2.2.8/29 routes");
	/* While one circuit is the other's former name, or has its pool, nobody owns it. */
	assert_steps(TWO("us", "20.2.2.0/29", "20.2.2.8/29"),
		     TWO("us", "20.2.2.8/29", "20.2.2.0/29"),
		     "module none table module 20.2.2.8/29");
	assert_steps(TWO("us", "20.2.2.0/29", "20.2.2.8/29"),
		     TWO("hk", "20.2.2.0/29", "20.2.2.8/29"),
		     "module none table module 20.2.2.0/29");
	assert_steps(ONE, "circuits: {us: {id: 3, links: {us-pri: {gateway: 198.51.100.2}}, "
			  "snat: [20.2.2.0/29]}}\n",
		     "routes module none module 20.2.2.0/29 routes");
	assert_steps(TWO("us", "20.2.2.0/29", "20.2.2.8/29"),
		     TWO("us", "20.2.2.16/29", "20.2.2.0/29"),
		     "routes module 20.2.2.16/29 table module 20.2.2.16/29 routes");
	names_pools = false;
}

static void run(const int *failures, int expected, char *said, size_t size)
{
	struct kernel kernel = { 0 };
	struct transaction t = { 0 };
	struct capture capture;

	plan_text(NFTABLES ONE, &t.observed);
	plan_diff(&t.observed, &t.desired, &t.operations);
	errors = failures;
	steps[0] = '\0';
	capture_begin(&capture, stderr);
	assert_int_equal(transaction_run(&t, &kernel, NULL), expected);
	capture_end(&capture, said, size);
	transaction_free(&t);
	errors = NULL;
}

/*
 * Of another program's change, and of answers that were lost, a second look shows what
 * there is left to do; of a refusal it would show nothing new.
 */
static void test_again(void **data)
{
	static const int lost[] = { -ENOBUFS, 0 }, changed[] = { -ERESTART, 0 };
	static const int refused[] = { -EPERM, 0 };
	char said[256];

	run(lost, 0, said, sizeof(said));
	assert_string_equal(said, "");
	assert_string_equal(steps, "table look");
	run(changed, 0, said, sizeof(said));
	assert_string_equal(said, "");
	assert_string_equal(steps, "table look");
	run(refused, -EPERM, said, sizeof(said));
	assert_string_equal(said, "");
	assert_string_equal(steps, "table look routes table");
}

/* The number of times that a step was made. */
static size_t count(const char *name)
{
	const char *at = steps;
	size_t n = 0;

	while ((at = strstr(at, name))) {
		n++;
		at += strlen(name);
	}
	return n;
}

/* Not for ever: then all is put back. */
static void test_given_up(void **data)
{
	int changed[RETRIES_MAX + 2], i;
	char said[256];

	for (i = 0; i <= RETRIES_MAX; i++)
		changed[i] = -ERESTART;
	changed[RETRIES_MAX + 1] = 0;
	table_stays = true;
	run(changed, -ERESTART, said, sizeof(said));
	assert_non_null(strstr(said, "changed the nft ruleset during each of 11 attempts"));
	assert_int_equal(count("table"), RETRIES_MAX + 2);
	/* Rules and routes precede the table where it is put back. */
	assert_int_equal(count("routes"), 1);
	for (i = 0; i <= RETRIES_MAX; i++)
		changed[i] = -ENOBUFS;
	run(changed, -ENOBUFS, said, sizeof(said));
	assert_non_null(strstr(said, "raise net.core.rmem_max"));
	table_stays = false;
}

/* The way back is planned again as well, when another program is faster. */
static void test_undone_again(void **data)
{
	static const int changed[] = { -EPERM, -ERESTART, -ENOBUFS, 0 };
	static const int refused[] = { -EPERM, -EPERM, 0 };
	char said[256];

	run(changed, -EPERM, said, sizeof(said));
	assert_string_equal(said, "");
	assert_string_equal(steps, "table look routes table look routes table look routes table");
	run(refused, -EPERM, said, sizeof(said));
	assert_non_null(strstr(said, "rollback failed"));
	assert_string_equal(steps, "table look routes table");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_added),
		cmocka_unit_test(test_narrowed),
		cmocka_unit_test(test_removed),
		cmocka_unit_test(test_pools),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_undone_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

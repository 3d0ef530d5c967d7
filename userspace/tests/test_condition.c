// SPDX-License-Identifier: GPL-2.0
/* plan/condition, plan/record, live/transition, live/ownership: circuits that are down. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "live/ownership.h"
#include "live/transition.h"
#include "plan/condition.h"
#include "plan/device.h"
#include "util/alloc.h"

static void check_condition(bool running, enum word word, bool probe_failed, bool down,
			    enum reason reason)
{
	struct condition condition = condition_of(running, word, probe_failed);

	assert_int_equal(condition.down, down);
	assert_int_equal(condition.reason, reason);
}

static void test_condition(void **state)
{
	check_condition(false, WORD_AUTO, false, true, REASON_LINK);
	check_condition(true, WORD_AUTO, false, false, REASON_NONE);
	check_condition(true, WORD_AUTO, true, true, REASON_PROBE);
	check_condition(true, WORD_DOWN, false, true, REASON_WORD);
	check_condition(true, WORD_DOWN, true, true, REASON_WORD);
	check_condition(false, WORD_DOWN, false, true, REASON_WORD);
	/* The word replaces the probe, but no link. */
	check_condition(true, WORD_UP, true, false, REASON_WORD);
	check_condition(false, WORD_UP, false, true, REASON_LINK);
	check_condition(false, WORD_AUTO, true, true, REASON_LINK);
}

static void read_site(const char *text, struct site *site)
{
	struct diagnostics diags = { 0 };

	assert_int_equal(config_parse(text, strlen(text), site, &diags), 0);
	diagnostics_free(&diags);
}

static void add_device(struct devices *devices, const char *name, bool running)
{
	struct device *device = devices_add(devices, name);

	device->present = true;
	device->up = true;
	device->running = running;
}

static void test_links(void **state)
{
	struct devices devices = { 0 };
	struct circuit_records none = { 0 };
	struct conditions conditions;
	struct site site;

	read_site("circuits:\n"
		  "  two: {id: 1, links: {a: {}, b: {}}}\n"
		  "  gone: {id: 2, links: {missing: {}}}\n"
		  /* What only receives is no way out. */
		  "  receives: {id: 3, links: {c: {}, vrrp.1: {receive: true}}}\n"
		  "  far: {id: 4, remote: true, snat: [20.2.2.0/29]}\n", &site);
	add_device(&devices, "a", false);
	add_device(&devices, "b", true);
	add_device(&devices, "c", false);
	add_device(&devices, "vrrp.1", true);
	devices_sort(&devices);
	conditions_find(&site, &devices, &none, &conditions);
	assert_int_equal(conditions.n, 4);
	assert_false(conditions.v[0].down);
	assert_true(conditions.v[1].down);
	assert_true(conditions.v[2].down);
	assert_false(conditions.v[3].down);
	assert_int_equal(conditions.n_link, 5);
	assert_string_equal(conditions.link[1].circuit, "two");
	assert_string_equal(conditions.link[1].link, "b");
	assert_true(conditions.link[1].running);
	assert_false(conditions.link[2].running);
	conditions_free(&conditions);
	devices_free(&devices);
	site_free(&site);
}

static char *records_text(const struct circuit_records *records)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	circuit_records_print(records, out);
	fclose(out);
	return text;
}

/* What is read of @text is written as @expected, and read again. */
static void check_records(const char *text, const char *expected)
{
	char *copy = xstrdup(text), *again;
	struct circuit_records records, same;

	circuit_records_parse(copy, &records);
	again = records_text(&records);
	assert_string_equal(again, expected);
	circuit_records_copy(&records, &same);
	circuit_records_free(&records);
	free(copy);
	free(again);
	again = records_text(&same);
	assert_string_equal(again, expected);
	circuit_records_free(&same);
	free(again);
}

static void test_records(void **state)
{
	static const char all[] = "us word down 1795230245123456789 works at  the PE\n"
				  "us state down 1795230245123456790\n"
				  "eu word up 1\n"
				  "eu state up 2\n";

	check_records("", "");
	check_records(all, all);
	/* Cut short, or of another version. */
	check_records("us word\nus word down\nus other down 1\n\nstate\neu state up 2",
		      "eu state up 2\n");
	check_records("us word auto 1 x\n", "");
}

static void test_why(void **state)
{
	char why[WHY_SIZE + 1];

	memset(why, 'x', sizeof(why));
	why[WHY_SIZE] = '\0';
	assert_false(why_is_valid(why));
	why[WHY_SIZE - 1] = '\0';
	assert_true(why_is_valid(why));
	assert_true(why_is_valid("W\xc3\xa4rter, \"x\""));
	assert_true(why_is_valid(""));
	assert_false(why_is_valid("two\nlines"));
	assert_false(why_is_valid("\x1b[31m"));
}

static void test_transitions_of_links(void **state)
{
	struct link_condition before[] = { { "us", "a", true }, { "us", "b", true },
					   { "eu", "c", false }, { "eu", "gone", true } };
	struct link_condition after[] = { { "us", "a", true }, { "us", "b", false },
					  { "eu", "c", true }, { "eu", "new", true } };
	struct conditions from = { .link = before, .n_link = 4 };
	struct conditions to = { .link = after, .n_link = 4 };
	struct transitions list = { 0 };

	transitions_of_links(&from, &to, &list);
	assert_int_equal(list.n, 2);
	assert_int_equal(list.v[0].kind, TRANSITION_LINK_DOWN);
	assert_string_equal(list.v[0].circuit, "us");
	assert_string_equal(list.v[0].link, "b");
	assert_int_equal(list.v[1].kind, TRANSITION_LINK_UP);
	assert_string_equal(list.v[1].link, "c");
	transitions_free(&list);
	/* The first look. */
	transitions_of_links(&(struct conditions){ 0 }, &to, &list);
	assert_int_equal(list.n, 0);
}

static struct address address(const char *text)
{
	struct address a = { 0 };

	if (text)
		assert_int_equal(address_parse(text, &a), 0);
	return a;
}

static bool owns(const struct circuit *circuit, uint32_t in, uint32_t out, const char *source,
		 const char *nat_source, const char *destination, const char *nat_destination)
{
	struct flow flow = {
		.in = in, .out = out, .source = address(source),
		.nat_source = address(nat_source), .destination = address(destination),
		.nat_destination = address(nat_destination),
	};

	return circuit_owns_flow(circuit, &flow);
}

static void test_ownership(void **state)
{
	const struct circuit *us, *eu, *nat;
	struct site site;

	read_site("circuits:\n"
		  "  us: {id: 1, links: {a: {}}, snat: [20.2.2.0/29, \"2001:db8::/64\"],\n"
		  "       netmap: {inside: 10.1.0.0/24, outside: 20.2.3.0/24, inbound: true}}\n"
		  "  eu: {id: 2, links: {b: {}}, snat: [20.2.2.8/29]}\n"
		  "  nat: {id: 3, links: {c: {}}, snat: masquerade}\n"
		  "services: {web: {address: 20.2.2.59, to: 10.0.0.1, via: [us, eu]}}\n", &site);
	us = &site.circuit[0];
	eu = &site.circuit[1];
	nat = &site.circuit[2];
	/* An address of the pool, whatever the facts are. */
	assert_true(owns(us, 0xffff, 1, "10.0.0.57", "20.2.2.3", "1.2.3.4", NULL));
	assert_true(owns(us, 0, 0, "10.0.0.57", "20.2.2.3", "1.2.3.4", NULL));
	assert_true(owns(us, 0, 0, "fd00::1", "2001:db8::7", "2620:1ec::4", NULL));
	assert_true(owns(us, 0, 0, "10.1.0.5", "20.2.3.5", "1.2.3.4", NULL));
	assert_false(owns(eu, 0xffff, 1, "10.0.0.57", "20.2.2.3", "1.2.3.4", NULL));
	assert_false(owns(us, 0xffff, 2, "10.0.0.57", "20.2.2.9", "1.2.3.4", NULL));
	/* Pinned by DNAT of a service, or of a netmap. */
	assert_true(owns(us, 1, 0xffff, "1.2.3.4", NULL, "20.2.2.59", "10.0.0.1"));
	assert_false(owns(eu, 1, 0xffff, "1.2.3.4", NULL, "20.2.2.59", "10.0.0.1"));
	assert_true(owns(us, 1, 0xffff, "1.2.3.4", NULL, "20.2.3.5", "10.1.0.5"));
	/* Untranslated. */
	assert_false(owns(us, 1, 0xffff, "1.2.3.4", NULL, "10.0.0.2", NULL));
	assert_false(owns(us, 0xffff, 1, "20.2.9.1", NULL, "1.2.3.4", NULL));
	/* The address of the link, whatever it was. */
	assert_true(owns(nat, 0xffff, 3, "10.0.0.57", "192.0.2.1", "1.2.3.4", NULL));
	assert_false(owns(nat, 0xffff, 2, "10.0.0.57", "192.0.2.1", "1.2.3.4", NULL));
	assert_false(owns(nat, 0xffff, 3, "192.0.2.1", NULL, "1.2.3.4", NULL));
	site_free(&site);
}

static void test_on_down(void **state)
{
	struct site site;

	read_site("circuits:\n"
		  "  a: {id: 1, links: {a: {}}, snat: [20.2.2.0/29]}\n"
		  "  b: {id: 2, links: {b: {}}, snat: masquerade, on-down: keep}\n"
		  "  c: {id: 3, links: {c: {}}, kind: vpn}\n"
		  "  d: {id: 4, links: {d: {}}, kind: vpn, on-down: end}\n"
		  "services: {web: {address: 20.2.2.59, to: 10.0.0.1, via: d}}\n", &site);
	assert_true(circuit_ends_flows(&site.circuit[0]));
	assert_false(circuit_ends_flows(&site.circuit[1]));
	assert_false(circuit_ends_flows(&site.circuit[2]));
	assert_true(circuit_ends_flows(&site.circuit[3]));
	site_free(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_condition),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_why),
		cmocka_unit_test(test_transitions_of_links),
		cmocka_unit_test(test_ownership),
		cmocka_unit_test(test_on_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

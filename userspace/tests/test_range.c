// SPDX-License-Identifier: GPL-2.0
/* model/range: prefixes that are united to ranges. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "model/range.h"
#include "util/alloc.h"

/* @prefixes, in any order, make @ranges: "FIRST-LAST ..." */
static void assert_ranges(const char *prefixes, const char *ranges)
{
	char *text = xstrdup(prefixes), *word, *rest = text, made[512] = "";
	char first[PREFIX_STRLEN], last[PREFIX_STRLEN];
	struct prefix_list list = { 0 };
	struct prefix prefix;
	struct range *range;
	size_t i, n;

	while ((word = strsep(&rest, " "))) {
		assert_int_equal(prefix_parse(word, &prefix), 0);
		prefix_list_add(&list, &prefix);
	}
	n = range_collect(&list, AF_UNSPEC, &range);
	for (i = 0; i < n; i++)
		snprintf(made + strlen(made), sizeof(made) - strlen(made), "%s%s-%s",
			 i ? " " : "", address_format(&range[i].first, first),
			 address_format(&range[i].last, last));
	assert_string_equal(made, ranges);
	free(range);
	free(list.v);
	free(text);
}

static void test_united(void **state)
{
	assert_ranges("10.0.0.4/30 10.0.0.0/30", "10.0.0.0-10.0.0.7");
	assert_ranges("10.0.0.0/30 10.0.0.5/32", "10.0.0.0-10.0.0.3 10.0.0.5-10.0.0.5");
	assert_ranges("10.0.0.255 10.0.1.0", "10.0.0.255-10.0.1.0");
	assert_ranges("fd00::/120 fd00::100/120", "fd00::-fd00::1ff");
}

/* One inside another does not make that smaller, nor is it there once more. */
static void test_inside_another(void **state)
{
	assert_ranges("10.0.0.0/29 10.0.0.0/30", "10.0.0.0-10.0.0.7");
	assert_ranges("10.0.0.0/29 10.0.0.7/32", "10.0.0.0-10.0.0.7");
	assert_ranges("10.0.0.0/29 10.0.0.2/31 10.0.0.8/32", "10.0.0.0-10.0.0.8");
	assert_ranges("10.0.0.1 10.0.0.1", "10.0.0.1-10.0.0.1");
}

/* Behind the last address of all is none, of no family. */
static void test_ends(void **state)
{
	assert_ranges("255.255.255.254/31 ::/128",
		      "255.255.255.254-255.255.255.255 ::-::");
	assert_ranges("0.0.0.0/0 255.255.255.255", "0.0.0.0-255.255.255.255");
}

static void assert_without(const char *first, const char *last, const char *address,
			   const char *ranges)
{
	struct range *range = xcalloc(2, sizeof(*range));
	char made[512] = "", buf[PREFIX_STRLEN];
	struct address out;
	size_t i, n;

	/* Another one follows. */
	assert_int_equal(address_parse(first, &range[0].first), 0);
	assert_int_equal(address_parse(last, &range[0].last), 0);
	assert_int_equal(address_parse("10.0.9.0", &range[1].first), 0);
	range[1].last = range[1].first;
	assert_int_equal(address_parse(address, &out), 0);
	n = range_leave_out(&range, 2, &out);
	for (i = 0; i < n; i++) {
		strcat(strcat(made, i ? " " : ""), address_format(&range[i].first, buf));
		strcat(strcat(made, "-"), address_format(&range[i].last, buf));
	}
	assert_string_equal(made, ranges);
	free(range);
}

static void test_leave_out(void **state)
{
	assert_without("10.0.0.0", "10.0.1.0", "10.0.0.0", "10.0.0.1-10.0.1.0 10.0.9.0-10.0.9.0");
	assert_without("10.0.0.0", "10.0.1.0", "10.0.1.0", "10.0.0.0-10.0.0.255 10.0.9.0-10.0.9.0");
	assert_without("10.0.0.0", "10.0.1.1", "10.0.1.0",
		       "10.0.0.0-10.0.0.255 10.0.1.1-10.0.1.1 10.0.9.0-10.0.9.0");
	assert_without("10.0.0.7", "10.0.0.7", "10.0.0.7", "10.0.9.0-10.0.9.0");
	assert_without("10.0.0.0", "10.0.1.0", "10.0.1.1", "10.0.0.0-10.0.1.0 10.0.9.0-10.0.9.0");
	assert_without("10.0.0.0", "10.0.1.0", "10.0.9.0", "10.0.0.0-10.0.1.0");
	assert_without("10.0.0.0", "10.0.1.0", "fd00::", "10.0.0.0-10.0.1.0 10.0.9.0-10.0.9.0");
	assert_without("10.0.0.0", "10.0.1.0", "0.0.0.0", "10.0.0.0-10.0.1.0 10.0.9.0-10.0.9.0");
}

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		int err;
	} wrong[] = {
		{ "10.0.0.1", -EINVAL },	    { "10.0.0.1-", -EINVAL },
		{ "-10.0.0.1", -EINVAL },	    { "10.0.0.1-10.0.0.2-10.0.0.3", -EINVAL },
		{ "10.0.0.2-10.0.0.1", -ERANGE },   { "10.0.0.1-fd00::1", -ERANGE },
	};
	char first[PREFIX_STRLEN], last[PREFIX_STRLEN];
	struct range range;
	size_t i;

	assert_int_equal(range_parse("10.0.0.3-10.0.0.6", &range), 0);
	assert_string_equal(address_format(&range.first, first), "10.0.0.3");
	assert_string_equal(address_format(&range.last, last), "10.0.0.6");
	assert_int_equal(range_parse("fd00::1-fd00::1", &range), 0);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(range_parse(wrong[i].text, &range), wrong[i].err);
	assert_string_equal(address_format(&range.first, first), "fd00::1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_united),
		cmocka_unit_test(test_inside_another),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_leave_out),
		cmocka_unit_test(test_parse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "model/address.h"
#include "util/array.h"

static struct prefix prefix(const char *text)
{
	struct prefix p;

	if (prefix_parse(text, &p))
		fail_msg("prefix_parse(\"%s\")", text);
	return p;
}

static struct address address(const char *text)
{
	struct address a;

	if (address_parse(text, &a))
		fail_msg("address_parse(\"%s\")", text);
	return a;
}

static void test_parse(void **state)
{
	struct address a = address("20.2.2.59");
	const uint8_t bytes[16] = { 20, 2, 2, 59 };
	char buf[PREFIX_STRLEN];

	assert_int_equal(a.family, AF_INET);
	assert_memory_equal(a.bytes, bytes, sizeof(bytes));
	assert_string_equal(address_format(&a, buf), "20.2.2.59");
	a = address("2001:DB8:0:0::1");
	assert_int_equal(a.family, AF_INET6);
	assert_string_equal(address_format(&a, buf), "2001:db8::1");
	a.family = 0;
	assert_string_equal(address_format(&a, buf), "none");
	assert_int_equal(address_bits(AF_INET), 32);
	assert_int_equal(address_bits(AF_INET6), 128);
	assert_int_equal(address_bits(0), 0);
}

static void test_parse_refuses(void **state)
{
	static const char *const bad[] = {
		"", ".", ":", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ",
		" 1.2.3.4", "1.2.3.-4", "0x1.2.3.4", "host", "2001:db8::1::2", "2001:db8:1",
		"fe80::1%eth0", "::12345", "1.2.3.4:80", "[::1]",
	};
	struct address a = { .family = 99 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		if (address_parse(bad[i], &a) != -EINVAL)
			fail_msg("\"%s\" was accepted", bad[i]);
		assert_int_equal(a.family, 99);
	}
}

static void test_prefix_parse(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *prefix;
	} cases[] = {
		{ "10.0.0.0/8", 0, "10.0.0.0/8" },
		{ "0.0.0.0/0", 0, "0.0.0.0/0" },
		{ "20.2.2.59", 0, "20.2.2.59/32" },
		{ "20.2.2.59/32", 0, "20.2.2.59/32" },
		{ "20.2.2.58/31", 0, "20.2.2.58/31" },
		{ "::/0", 0, "::/0" },
		{ "2001:db8::1", 0, "2001:db8::1/128" },
		{ "2001:db8:2::8/125", 0, "2001:db8:2::8/125" },
		{ "20.2.2.59/29", -ERANGE, "20.2.2.56/29" },
		{ "20.2.2.59/31", -ERANGE, "20.2.2.58/31" },
		{ "1.0.0.0/0", -ERANGE, "0.0.0.0/0" },
		{ "2001:db8:2::8/64", -ERANGE, "2001:db8:2::/64" },
		{ "::1/127", -ERANGE, "::/127" },
		{ "10.0.0.0/33", -EINVAL },
		{ "10.0.0.0/-1", -EINVAL },
		{ "10.0.0.0/", -EINVAL },
		{ "10.0.0.0/08", -EINVAL },
		{ "10.0.0.0/8 ", -EINVAL },
		{ "10.0.0.0/8/8", -EINVAL },
		{ "10.0.0.0/255.0.0.0", -EINVAL },
		{ "10.0.0.0/4294967304", -EINVAL },
		{ "10/8", -EINVAL },
		{ "/8", -EINVAL },
		{ "", -EINVAL },
		{ "::/129", -EINVAL },
		{ "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc/8", -EINVAL },
	};
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct prefix p;
		int err = prefix_parse(cases[i].text, &p);

		if (err != cases[i].err)
			fail_msg("\"%s\": %d", cases[i].text, err);
		if (err != -EINVAL)
			assert_string_equal(prefix_format(&p, buf), cases[i].prefix);
	}
	/* The longest there is fits. */
	prefix_parse("1111:2222:3333:4444:5555:6666:7777:8888/128", &(struct prefix){ 0 });
	assert_true(strlen("1111:2222:3333:4444:5555:6666:255.255.255.255/128") < PREFIX_STRLEN);
}

static void test_ends(void **state)
{
	static const char *const cases[][3] = {
		{ "10.0.0.0/8", "10.0.0.0", "10.255.255.255" },
		{ "20.2.2.8/29", "20.2.2.8", "20.2.2.15" },
		{ "20.2.2.8/32", "20.2.2.8", "20.2.2.8" },
		{ "0.0.0.0/0", "0.0.0.0", "255.255.255.255" },
		{ "fd00::/9", "fd00::", "fd7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "2001:db8::/128", "2001:db8::", "2001:db8::" },
	};
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct prefix p = prefix(cases[i][0]);
		struct address a;

		prefix_first(&p, &a);
		assert_string_equal(address_format(&a, buf), cases[i][1]);
		prefix_last(&p, &a);
		assert_string_equal(address_format(&a, buf), cases[i][2]);
		assert_true(prefix_contains_address(&p, &a));
	}
}

static void test_contains(void **state)
{
	static const struct {
		const char *a, *b;
		bool a_contains_b, b_contains_a;
	} cases[] = {
		{ "10.0.0.0/8", "10.1.0.0/16", true, false },
		{ "10.0.0.0/8", "10.0.0.0/8", true, true },
		{ "10.0.0.0/8", "11.0.0.0/8", false, false },
		{ "20.2.2.0/29", "20.2.2.8/29", false, false },
		{ "20.2.2.0/28", "20.2.2.8/29", true, false },
		{ "0.0.0.0/0", "255.255.255.255", true, false },
		{ "::/0", "10.0.0.0/8", false, false },
		{ "0.0.0.0/0", "::/0", false, false },
		{ "2001:db8::/63", "2001:db8:0:1::/64", true, false },
		{ "2001:db8::/64", "2001:db8:0:1::/64", false, false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct prefix a = prefix(cases[i].a), b = prefix(cases[i].b);
		bool overlap = cases[i].a_contains_b || cases[i].b_contains_a;

		if (prefix_contains(&a, &b) != cases[i].a_contains_b ||
		    prefix_contains(&b, &a) != cases[i].b_contains_a ||
		    prefix_overlaps(&a, &b) != overlap || prefix_overlaps(&b, &a) != overlap)
			fail_msg("%s, %s", cases[i].a, cases[i].b);
	}
}

static void test_compare(void **state)
{
	/* In order. */
	static const char *const sorted[] = {
		"0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "128.0.0.0/1", "::/0",
		"2001:db8::/32", "ff00::/8",
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(sorted); i++) {
		for (j = 0; j < ARRAY_SIZE(sorted); j++) {
			struct prefix a = prefix(sorted[i]), b = prefix(sorted[j]);
			int order = prefix_compare(&a, &b);

			if (i < j)
				assert_true(order < 0);
			else if (i > j)
				assert_true(order > 0);
			else
				assert_int_equal(order, 0);
			assert_int_equal(address_equal(&a.address, &b.address),
					 address_compare(&a.address, &b.address) == 0);
		}
	}
}

static void test_public(void **state)
{
	static const struct {
		const char *prefix;
		bool public;
	} cases[] = {
		{ "1.0.0.0", true }, { "0.255.255.255", false },
		{ "9.255.255.255", true }, { "10.0.0.0", false },
		{ "10.255.255.255", false }, { "11.0.0.0", true },
		{ "100.63.255.255", true }, { "100.64.0.0", false },
		{ "100.127.255.255", false }, { "100.128.0.0", true },
		{ "126.255.255.255", true }, { "127.0.0.1", false },
		{ "128.0.0.0", true }, { "169.253.255.255", true },
		{ "169.254.0.0", false }, { "169.255.0.0", true },
		{ "172.15.255.255", true }, { "172.16.0.0", false },
		{ "172.31.255.255", false }, { "172.32.0.0", true },
		{ "192.167.255.255", true }, { "192.168.0.0", false },
		{ "192.169.0.0", true }, { "198.51.100.0/24", true },
		{ "239.255.255.255", true }, { "240.0.0.0", false },
		{ "255.255.255.255", false },
		/* Also where only a part is. */
		{ "192.0.0.0/8", false }, { "0.0.0.0/0", false }, { "8.0.0.0/7", true },
		{ "10.0.0.0/7", false },
		{ "1fff::", false }, { "2000::", true }, { "3fff:ffff::", true },
		{ "4000::", false }, { "::1", false }, { "fc00::/7", false },
		{ "fe80::/10", false }, { "ff02::1", false }, { "2000::/3", true },
		{ "2000::/2", false }, { "::/0", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct prefix p;

		prefix_parse(cases[i].prefix, &p);
		if (prefix_is_public(&p) != cases[i].public)
			fail_msg("%s", cases[i].prefix);
	}
}

static void test_unicast(void **state)
{
	static const struct {
		const char *prefix;
		bool unicast;
	} cases[] = {
		{ "0.0.0.1", false }, { "1.0.0.0", true }, { "126.0.0.0/8", true },
		{ "127.0.0.0/8", false }, { "223.255.255.255", true }, { "224.0.0.0", false },
		{ "255.255.255.255", false }, { "10.0.0.0/8", true }, { "0.0.0.0/0", false },
		{ "192.0.0.0/2", false },
		{ "::", false }, { "::1", false }, { "::2", true }, { "::/64", false },
		{ "2001:db8::/32", true }, { "fd00::/8", true }, { "fe80::1", true },
		{ "ff02::1", false }, { "fe00::/7", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct prefix p = prefix(cases[i].prefix);

		if (prefix_is_unicast(&p) != cases[i].unicast)
			fail_msg("%s", cases[i].prefix);
	}
}

static void test_map(void **state)
{
	static const struct {
		const char *from, *to, *address, *mapped;
	} cases[] = {
		{ "10.1.0.0/24", "20.2.3.0/24", "10.1.0.57", "20.2.3.57" },
		{ "10.1.0.64/26", "20.2.3.128/26", "10.1.0.127", "20.2.3.191" },
		{ "10.1.0.7/32", "20.2.3.9/32", "10.1.0.7", "20.2.3.9" },
		{ "10.0.0.0/7", "20.0.0.0/7", "11.255.0.1", "21.255.0.1" },
		{ "fd00:1::/48", "2001:db8:20::/48", "fd00:1:0:ab::c", "2001:db8:20:ab::c" },
		{ "fd00::10/124", "2001:db8::f0/124", "fd00::1e", "2001:db8::fe" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct prefix from = prefix(cases[i].from), to = prefix(cases[i].to);
		struct address a = address(cases[i].address);
		char buf[PREFIX_STRLEN];

		a = prefix_map(&from, &to, &a);
		assert_string_equal(address_format(&a, buf), cases[i].mapped);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_refuses),
		cmocka_unit_test(test_prefix_parse),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_contains),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_public),
		cmocka_unit_test(test_unicast),
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}

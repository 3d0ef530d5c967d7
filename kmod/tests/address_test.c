// SPDX-License-Identifier: GPL-2.0
/* Public and private addresses, by the whole address space. */
#include <kunit/test.h>

#include "../address.h"

/**
 * struct ersym_range - addresses of one sort
 * @first: lowest
 * @last: highest
 * @private: no addresses of the public Internet
 */
struct ersym_range {
	u8 first[16];
	u8 last[16];
	bool private;
};

/* Ranges that cover the address space, so that both sides of each edge are. */
static const struct ersym_range ersym_ipv4_ranges[] = {
	{ { 0, 0, 0, 0 }, { 0, 255, 255, 255 }, true },
	{ { 1, 0, 0, 0 }, { 9, 255, 255, 255 } },
	{ { 10, 0, 0, 0 }, { 10, 255, 255, 255 }, true },
	{ { 11, 0, 0, 0 }, { 100, 63, 255, 255 } },
	{ { 100, 64, 0, 0 }, { 100, 127, 255, 255 }, true },
	{ { 100, 128, 0, 0 }, { 126, 255, 255, 255 } },
	{ { 127, 0, 0, 0 }, { 127, 255, 255, 255 }, true },
	{ { 128, 0, 0, 0 }, { 169, 253, 255, 255 } },
	{ { 169, 254, 0, 0 }, { 169, 254, 255, 255 }, true },
	{ { 169, 255, 0, 0 }, { 172, 15, 255, 255 } },
	{ { 172, 16, 0, 0 }, { 172, 31, 255, 255 }, true },
	{ { 172, 32, 0, 0 }, { 192, 167, 255, 255 } },
	{ { 192, 168, 0, 0 }, { 192, 168, 255, 255 }, true },
	{ { 192, 169, 0, 0 }, { 239, 255, 255, 255 } },
	{ { 240, 0, 0, 0 }, { 255, 255, 255, 255 }, true },
};

static const struct ersym_range ersym_ipv6_ranges[] = {
	{ { 0 }, { 0x1f, [1 ... 15] = 0xff }, true },
	{ { 0x20 }, { 0x3f, [1 ... 15] = 0xff } },
	{ { 0x40 }, { [0 ... 15] = 0xff }, true },
};

static void ersym_ipv4_describe(const struct ersym_range *range, char *text)
{
	snprintf(text, KUNIT_PARAM_DESC_SIZE, "%pI4 to %pI4", range->first,
		 range->last);
}

static void ersym_ipv6_describe(const struct ersym_range *range, char *text)
{
	snprintf(text, KUNIT_PARAM_DESC_SIZE, "%pI6c to %pI6c", range->first,
		 range->last);
}

KUNIT_ARRAY_PARAM(ersym_ipv4_range, ersym_ipv4_ranges, ersym_ipv4_describe);
KUNIT_ARRAY_PARAM(ersym_ipv6_range, ersym_ipv6_ranges, ersym_ipv6_describe);

/* How many addresses of a range are tested, beside its last one. */
#define ERSYM_STEPS 64

static void ersym_address_ipv4(struct kunit *test)
{
	const struct ersym_range *range = test->param_value;
	__be32 first, last, address;
	unsigned int i;
	u32 step;

	memcpy(&first, range->first, sizeof(first));
	memcpy(&last, range->last, sizeof(last));
	step = (be32_to_cpu(last) - be32_to_cpu(first)) / ERSYM_STEPS;
	for (i = 0; i < ERSYM_STEPS; i++) {
		address = cpu_to_be32(be32_to_cpu(first) + i * step);
		KUNIT_ASSERT_EQ(test, range->private,
				ersym_address_ipv4_is_private(address));
	}
	KUNIT_EXPECT_EQ(test, range->private,
			ersym_address_ipv4_is_private(last));
}

static void ersym_address_ipv6(struct kunit *test)
{
	const struct ersym_range *range = test->param_value;
	struct in6_addr address;
	unsigned int first;

	for (first = range->first[0]; first <= range->last[0]; first++) {
		memset(&address, 0, sizeof(address));
		address.s6_addr[0] = first;
		KUNIT_ASSERT_EQ(test, range->private,
				ersym_address_ipv6_is_private(&address));
		memset(&address.s6_addr[1], 0xff, sizeof(address) - 1);
		KUNIT_ASSERT_EQ(test, range->private,
				ersym_address_ipv6_is_private(&address));
	}
}

static struct kunit_case ersym_address_cases[] = {
	KUNIT_CASE_PARAM(ersym_address_ipv4, ersym_ipv4_range_gen_params),
	KUNIT_CASE_PARAM(ersym_address_ipv6, ersym_ipv6_range_gen_params),
	{}
};

static struct kunit_suite ersym_address_suite = {
	.name = "ersym-address",
	.test_cases = ersym_address_cases,
};

kunit_test_suite(ersym_address_suite);

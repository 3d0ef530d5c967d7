// SPDX-License-Identifier: GPL-2.0
/* Connections born: counters that configurations share. */
#include <kunit/test.h>

#include "../births.h"

static void ersym_births_counts(struct kunit *test)
{
	struct ersym_births *births, *shared;
	u64 in, out;

	births = ersym_births_alloc();
	KUNIT_ASSERT_NOT_NULL(test, births);
	ersym_births_read(births, &in, &out);
	KUNIT_EXPECT_EQ(test, in, 0);
	KUNIT_EXPECT_EQ(test, out, 0);

	ersym_births_count(births, true, false);
	ersym_births_count(births, true, false);
	ersym_births_count(births, false, true);
	ersym_births_count(births, true, true);
	ersym_births_count(births, false, false);

	/* The next configuration shares the counters of a circuit that stays */
	shared = ersym_births_get(births);
	KUNIT_EXPECT_PTR_EQ(test, shared, births);
	ersym_births_put(births);
	ersym_births_count(shared, false, true);
	ersym_births_read(shared, &in, &out);
	KUNIT_EXPECT_EQ(test, in, 3);
	KUNIT_EXPECT_EQ(test, out, 3);
	ersym_births_put(shared);
	ersym_births_put(NULL);
}

static struct kunit_case ersym_births_cases[] = {
	KUNIT_CASE(ersym_births_counts),
	{}
};

static struct kunit_suite ersym_births_suite = {
	.name = "ersym-births",
	.test_cases = ersym_births_cases,
};

kunit_test_suite(ersym_births_suite);

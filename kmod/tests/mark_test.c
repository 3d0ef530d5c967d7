// SPDX-License-Identifier: GPL-2.0
/* The fields of a mark: every mask that there can be. */
#include <kunit/test.h>

#include "../mark.h"

#define WIDTH_MIN 6
#define WIDTH_MAX 32

static const u8 ersym_mark_widths[] = {
	6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
	25, 26, 27, 28, 29, 30, 31, 32,
};

static void ersym_mark_describe(const u8 *width, char *text)
{
	snprintf(text, KUNIT_PARAM_DESC_SIZE, "%u bits", *width);
}

KUNIT_ARRAY_PARAM(ersym_mark_width, ersym_mark_widths, ersym_mark_describe);

static u32 ersym_mark_ones(unsigned int width, unsigned int low)
{
	return (u32)(((1ULL << width) - 1) << low);
}

/* A circuit is read as it was written, and no other bit changes. */
static void ersym_mark_check_id(struct kunit *test,
				const struct ersym_mark *mark,
				enum ersym_field field, u32 raw, u16 id)
{
	unsigned int shift = mark->shift[field];
	u32 value = ersym_mark_value(mark, field, id);
	u32 bits = ersym_mark_bits(mark, field);
	u32 around = ~bits | value;

	KUNIT_ASSERT_EQ(test, value, raw << shift);
	KUNIT_ASSERT_EQ(test, value & ~bits, 0);
	KUNIT_ASSERT_EQ(test, ersym_mark_get(mark, value, field), id);
	KUNIT_ASSERT_EQ(test, ersym_mark_get(mark, around, field), id);
}

static void ersym_mark_check_field(struct kunit *test,
				   const struct ersym_mark *mark,
				   enum ersym_field field, unsigned int width)
{
	u32 inside = ersym_mark_ones(width, 0);
	u32 raw;

	ersym_mark_check_id(test, mark, field, 0, ERSYM_CIRCUIT_UNKNOWN);
	ersym_mark_check_id(test, mark, field, inside, ERSYM_CIRCUIT_INSIDE);
	for (raw = 1; raw < inside; raw++)
		ersym_mark_check_id(test, mark, field, raw, raw);
}

/* Three fields of a third of the mask, "in" lowest, at every position. */
static void ersym_mark_fields(struct kunit *test)
{
	unsigned int width = *(const u8 *)test->param_value;
	unsigned int third = width / 3, low;

	for (low = 0; low <= WIDTH_MAX - width; low++) {
		u32 mask = ersym_mark_ones(width, low);
		struct ersym_mark mark = {};

		KUNIT_ASSERT_EQ(test, ersym_mark_init(&mark, mask), 0);
		KUNIT_ASSERT_EQ(test, mark.mask, mask);
		KUNIT_ASSERT_EQ(test, ersym_mark_id_max(&mark),
				(1U << third) - 2);
		KUNIT_ASSERT_EQ(test, ersym_mark_bits(&mark, ERSYM_FIELD_IN),
				ersym_mark_ones(third, low));
		KUNIT_ASSERT_EQ(test, ersym_mark_bits(&mark, ERSYM_FIELD_OUT),
				ersym_mark_ones(third, low + third));
		KUNIT_ASSERT_EQ(test, ersym_mark_bits(&mark, ERSYM_FIELD_STRAY),
				ersym_mark_ones(third, low + 2 * third));
		ersym_mark_check_field(test, &mark, ERSYM_FIELD_IN, third);
		ersym_mark_check_field(test, &mark, ERSYM_FIELD_OUT, third);
		ersym_mark_check_field(test, &mark, ERSYM_FIELD_STRAY, third);
	}
}

/* The numbers of ids that the documentation names. */
static void ersym_mark_ids(struct kunit *test)
{
	struct ersym_mark mark;

	KUNIT_ASSERT_EQ(test, ersym_mark_init(&mark, 0xffff0000), 0);
	KUNIT_EXPECT_EQ(test, ersym_mark_id_max(&mark), 30);
	KUNIT_ASSERT_EQ(test, ersym_mark_init(&mark, 0x00ffffff), 0);
	KUNIT_EXPECT_EQ(test, ersym_mark_id_max(&mark), 254);
	KUNIT_ASSERT_EQ(test, ersym_mark_init(&mark, 0xffffffff), 0);
	KUNIT_EXPECT_EQ(test, ersym_mark_id_max(&mark), ERSYM_CIRCUIT_MAX);
}

static void ersym_mark_narrow(struct kunit *test)
{
	struct ersym_mark mark;
	unsigned int width, low;

	KUNIT_EXPECT_EQ(test, ersym_mark_init(&mark, 0), -ERANGE);
	for (width = 1; width < WIDTH_MIN; width++)
		for (low = 0; low <= WIDTH_MAX - width; low++)
			KUNIT_ASSERT_EQ(test,
					ersym_mark_init(&mark,
							ersym_mark_ones(width,
									low)),
					-ERANGE);
}

/* A bit is missing within the mask, at each position and width. */
static void ersym_mark_gaps(struct kunit *test)
{
	struct ersym_mark mark;
	unsigned int width, low, gap;

	for (width = 3; width <= WIDTH_MAX; width++)
		for (low = 0; low <= WIDTH_MAX - width; low++)
			for (gap = low + 1; gap < low + width - 1; gap++) {
				u32 mask = ersym_mark_ones(width, low);

				mask &= ~BIT(gap);
				KUNIT_ASSERT_EQ(test,
						ersym_mark_init(&mark, mask),
						-EINVAL);
			}
}

static struct kunit_case ersym_mark_cases[] = {
	KUNIT_CASE_PARAM(ersym_mark_fields, ersym_mark_width_gen_params),
	KUNIT_CASE(ersym_mark_ids),
	KUNIT_CASE(ersym_mark_narrow),
	KUNIT_CASE(ersym_mark_gaps),
	{}
};

static struct kunit_suite ersym_mark_suite = {
	.name = "ersym-mark",
	.test_cases = ersym_mark_cases,
};

kunit_test_suite(ersym_mark_suite);

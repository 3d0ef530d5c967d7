// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <linux/ersym.h>

#include "model/mark.h"

static struct mark_layout layout_of(uint32_t mask)
{
	struct mark_layout layout;

	if (mark_layout_init(&layout, mask))
		fail_msg("mark_layout_init(0x%x)", mask);
	return layout;
}

static void test_layout(void **state)
{
	struct mark_layout layout = layout_of(0xffff0000);

	assert_int_equal(layout.mask, 0xffff0000);
	assert_int_equal(layout.shift, 16);
	assert_int_equal(layout.width, 5);
	assert_int_equal(layout.inside, 31);
	assert_int_equal(mark_id_max(&layout), 30);

	layout = layout_of(0x00ffffff);
	assert_int_equal(layout.shift, 0);
	assert_int_equal(layout.width, 8);
	assert_int_equal(mark_id_max(&layout), 254);

	layout = layout_of(0xffffffff);
	assert_int_equal(layout.width, 10);
	assert_int_equal(mark_id_max(&layout), ERSYM_CIRCUIT_MAX);

	layout = layout_of(0xfc000000);
	assert_int_equal(layout.width, 2);
	assert_int_equal(mark_id_max(&layout), 2);
}

static void test_layout_refuses(void **state)
{
	struct mark_layout layout;

	assert_int_equal(mark_layout_init(&layout, 0), -EINVAL);
	assert_int_equal(mark_layout_init(&layout, 0xff00ff00), -EINVAL);
	assert_int_equal(mark_layout_init(&layout, 0xfffffffd), -EINVAL);
	assert_int_equal(mark_layout_init(&layout, 0x80000001), -EINVAL);
	assert_int_equal(mark_layout_init(&layout, 0x1f), -ERANGE);
	assert_int_equal(mark_layout_init(&layout, 0x80000000), -ERANGE);
}

static void test_fields(void **state)
{
	struct mark_layout layout = layout_of(0xffff0000);
	uint32_t mark;

	assert_int_equal(mark_field_mask(&layout, MARK_IN), 0x001f0000);
	assert_int_equal(mark_field_mask(&layout, MARK_OUT), 0x03e00000);
	assert_int_equal(mark_field_mask(&layout, MARK_STRAY), 0x7c000000);
	assert_int_equal(mark_value(&layout, MARK_IN, 1), 0x00010000);
	assert_int_equal(mark_value(&layout, MARK_OUT, 2), 0x00400000);
	assert_int_equal(mark_value(&layout, MARK_STRAY, 30), 0x78000000);
	assert_int_equal(mark_value(&layout, MARK_OUT, ERSYM_CIRCUIT_INSIDE), 0x03e00000);
	assert_int_equal(mark_value(&layout, MARK_OUT, ERSYM_CIRCUIT_UNKNOWN), 0);

	/* What others keep in the mark is not ours. */
	mark = 0x8000ffff | mark_value(&layout, MARK_IN, ERSYM_CIRCUIT_INSIDE) |
	       mark_value(&layout, MARK_OUT, 7);
	assert_int_equal(mark_get(&layout, mark, MARK_IN), ERSYM_CIRCUIT_INSIDE);
	assert_int_equal(mark_get(&layout, mark, MARK_OUT), 7);
	assert_int_equal(mark_get(&layout, mark, MARK_STRAY), ERSYM_CIRCUIT_UNKNOWN);
}

static void test_round_trip(void **state)
{
	unsigned int bits, shift;

	for (bits = 6; bits <= 32; bits++) {
		for (shift = 0; shift + bits <= 32; shift++) {
			struct mark_layout layout = layout_of(0xffffffff >> (32 - bits) << shift);
			uint32_t id = mark_id_max(&layout), all = 0;
			enum mark_field field;

			for (field = MARK_IN; field <= MARK_STRAY; field++) {
				uint32_t mask = mark_field_mask(&layout, field);

				assert_int_equal(mask & ~layout.mask, 0);
				assert_int_equal(mask & all, 0);
				all |= mask;
				assert_int_equal(mark_get(&layout, mark_value(&layout, field, id),
							  field), id);
				assert_int_equal(mark_get(&layout, mask, field),
						 ERSYM_CIRCUIT_INSIDE);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_layout_refuses),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests_name("mark", tests, NULL, NULL);
}

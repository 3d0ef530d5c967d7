// SPDX-License-Identifier: GPL-2.0
/* Which circuit a device is a link of, whatever its number. */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/mm.h>

#include "../devmap.h"
#include "../mark.h"

#define LINKS_MAX 64

/**
 * struct ersym_devices - links
 * @name: what is special
 * @count: how many
 * @first: ifindex of the first
 * @step: from one ifindex to the next
 */
struct ersym_devices {
	const char *name;
	unsigned int count;
	int first;
	int step;
};

/* 64 links have 1024 slots, 2 have 32. */
static const struct ersym_devices ersym_devices[] = {
	{ "none" },
	{ "one", 1, 1, 1 },
	{ "one behind the other", LINKS_MAX, 2, 1 },
	{ "all in one slot", LINKS_MAX, 5, 1024 },
	{ "all in the slot of number 0", LINKS_MAX, 1024, 1024 },
	{ "two in a slot", 2, 7, 32 },
	{ "the highest numbers", 3, INT_MAX - 2, 1 },
};

static void ersym_devices_describe(const struct ersym_devices *devices,
				   char *text)
{
	strscpy(text, devices->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(ersym_devices, ersym_devices, ersym_devices_describe);

static u32 ersym_devices_circuit(const struct ersym_mark *mark, unsigned int n)
{
	return ersym_mark_value(mark, ERSYM_FIELD_IN,
				n % ersym_mark_id_max(mark) + 1);
}

static void ersym_devmap_check(struct kunit *test,
			       const struct ersym_devmap *map, int ifindex,
			       u32 circuit)
{
	u32 peek = ersym_devmap_peek(map, ifindex);

	KUNIT_EXPECT_EQ(test, ersym_devmap_find(map, ifindex), circuit);
	if (peek != ERSYM_SLOT_SHARED)
		KUNIT_EXPECT_EQ(test, peek, circuit);
}

static void ersym_devmap_lookup(struct kunit *test)
{
	const struct ersym_devices *devices = test->param_value;
	struct ersym_devmap *map;
	struct ersym_mark mark;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, ersym_mark_init(&mark, 0x00ffff00), 0);
	map = ersym_devmap_alloc(&mark, devices->count);
	KUNIT_ASSERT_NOT_NULL(test, map);
	KUNIT_EXPECT_EQ(test, map->keep, 0xff0000ff);
	KUNIT_EXPECT_EQ(test, map->field, 0x00001f00);
	KUNIT_EXPECT_EQ(test, map->width, 5);

	/* The last one first: they need not come in order */
	for (i = devices->count; i-- > 0;)
		ersym_devmap_add(map, devices->first + i * devices->step,
				 ersym_devices_circuit(&mark, i));
	ersym_devmap_finish(map);

	for (i = 0; i < devices->count; i++) {
		int ifindex = devices->first + i * devices->step;

		ersym_devmap_check(test, map, ifindex,
				   ersym_devices_circuit(&mark, i));
		if (devices->step > 1) {
			ersym_devmap_check(test, map, ifindex - 1, map->field);
			ersym_devmap_check(test, map, ifindex + 1, map->field);
		}
	}
	/* Others: before, between, behind, and in the slots of links */
	ersym_devmap_check(test, map, 100000, map->field);
	if (devices->first > 1)
		ersym_devmap_check(test, map, 1, map->field);
	for (i = 0; i <= map->mask; i++)
		ersym_devmap_check(test, map, 0x40000000 + i, map->field);
	kvfree(map);
}

static struct kunit_case ersym_devmap_cases[] = {
	KUNIT_CASE_PARAM(ersym_devmap_lookup, ersym_devices_gen_params),
	{}
};

static struct kunit_suite ersym_devmap_suite = {
	.name = "ersym-devmap",
	.test_cases = ersym_devmap_cases,
};

kunit_test_suite(ersym_devmap_suite);

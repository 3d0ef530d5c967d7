// SPDX-License-Identifier: GPL-2.0
/* The map from devices to circuits, for every kind of ifindex. */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/mm.h>

#include "../linkmap.h"
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

/* There are 64 slots or more, and 16384 or less. */
static const struct ersym_devices ersym_devices[] = {
	{ "none" },
	{ "one", 1, 1, 1 },
	{ "consecutive", LINKS_MAX, 2, 1 },
	{ "far from each other", LINKS_MAX, 5, 1000 },
	{ "around the least number of slots", 4, 62, 1 },
	{ "around the highest number of slots", 4, 16382, 1 },
	{ "the first without a slot, of the least", 1, 64, 1 },
	{ "the first without a slot, of the most", 1, 16384, 1 },
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

/* The mark has fields of 5 bits, from bit 8 on. */
static void ersym_linkmap_check(struct kunit *test,
				const struct ersym_linkmap *map, int ifindex,
				u32 circuit)
{
	u32 other = circuit ^ 0x00000100;
	bool slot = ifindex < map->slots;

	KUNIT_EXPECT_EQ(test, ersym_linkmap_find(map, ifindex), circuit);
	/* Bits outside the field are ignored */
	KUNIT_EXPECT_EQ(test, slot, ersym_linkmap_is_in(map, ifindex, circuit));
	KUNIT_EXPECT_EQ(test, slot,
			ersym_linkmap_is_in(map, ifindex, circuit | ~map->in));
	KUNIT_EXPECT_FALSE(test, ersym_linkmap_is_in(map, ifindex, other));
	KUNIT_EXPECT_EQ(test, slot,
			ersym_linkmap_is_out(map, ifindex, circuit << 5));
	KUNIT_EXPECT_EQ(test, slot,
			ersym_linkmap_is_out(map, ifindex,
					     circuit << 5 | ~map->out));
	KUNIT_EXPECT_FALSE(test,
			   ersym_linkmap_is_out(map, ifindex, other << 5));
	/* A link passes the range it was added with, other devices all */
	KUNIT_EXPECT_EQ(test, slot && circuit == map->in,
			ersym_linkmap_passes_all(map, ifindex));
	KUNIT_EXPECT_EQ(test, slot,
			ersym_linkmap_passes(map, ifindex, circuit));
	KUNIT_EXPECT_EQ(test, slot && circuit == map->in,
			ersym_linkmap_passes(map, ifindex, circuit + 1));
}

static void ersym_linkmap_lookup_in(struct kunit *test,
				    const struct ersym_mark *mark,
				    const struct ersym_devices *devices,
				    int highest)
{
	struct ersym_linkmap *map;
	unsigned int i;

	map = ersym_linkmap_alloc(mark, devices->count, highest);
	KUNIT_ASSERT_NOT_NULL(test, map);
	KUNIT_EXPECT_EQ(test, map->mask, 0x00ffff00);
	KUNIT_EXPECT_EQ(test, map->keep, 0xff0000ff);
	KUNIT_EXPECT_EQ(test, map->in, 0x00001f00);
	KUNIT_EXPECT_EQ(test, map->out, 0x0003e000);
	KUNIT_EXPECT_EQ(test, map->width, 5);
	KUNIT_EXPECT_GE(test, map->slots, 64);
	KUNIT_EXPECT_LE(test, map->slots, 16384);
	if (highest < 16384)
		KUNIT_EXPECT_GT(test, map->slots, highest);

	map->pools = ERSYM_RANGE_ALL;
	/* Links may be added in any order: the last one first */
	for (i = devices->count; i-- > 0;) {
		u32 circuit = ersym_devices_circuit(mark, i);
		struct ersym_range pass = { .first = circuit };

		ersym_linkmap_add(map, devices->first + i * devices->step,
				  circuit, pass);
	}
	ersym_linkmap_finish(map);

	for (i = 0; i < devices->count; i++) {
		int ifindex = devices->first + i * devices->step;

		ersym_linkmap_check(test, map, ifindex,
				    ersym_devices_circuit(mark, i));
		if (devices->step > 1) {
			ersym_linkmap_check(test, map, ifindex - 1, map->in);
			ersym_linkmap_check(test, map, ifindex + 1, map->in);
		}
	}
	/* Other devices: just below, just above, and far above */
	if (devices->first > 1)
		ersym_linkmap_check(test, map, 1, map->in);
	ersym_linkmap_check(test, map, 100000, map->in);
	ersym_linkmap_check(test, map, 0x40000000, map->in);
	kvfree(map);
}

static void ersym_linkmap_lookup(struct kunit *test)
{
	const struct ersym_devices *devices = test->param_value;
	int last = max(devices->count, 1U) - 1;
	struct ersym_mark mark;

	KUNIT_ASSERT_EQ(test, ersym_mark_init(&mark, 0x00ffff00), 0);
	ersym_linkmap_lookup_in(test, &mark, devices,
				devices->first + last * devices->step);
	/* Devices that were created after the map */
	ersym_linkmap_lookup_in(test, &mark, devices, 0);
}

/* The map without a configuration. */
static void ersym_linkmap_nothing(struct kunit *test)
{
	const struct ersym_linkmap *map = &ersym_linkmap_none;
	int ifindex;

	/* No bit of a packet's mark is cleared */
	KUNIT_EXPECT_EQ(test, map->keep, U32_MAX);
	for (ifindex = 0; ifindex < 100; ifindex++) {
		KUNIT_EXPECT_FALSE(test, ersym_linkmap_is_in(map, ifindex, 0));
		KUNIT_EXPECT_FALSE(test, ersym_linkmap_is_out(map, ifindex, 0));
		KUNIT_EXPECT_FALSE(test, ersym_linkmap_passes(map, ifindex, 0));
		KUNIT_EXPECT_FALSE(test,
				   ersym_linkmap_passes_all(map, ifindex));
	}
}

static struct kunit_case ersym_linkmap_cases[] = {
	KUNIT_CASE_PARAM(ersym_linkmap_lookup, ersym_devices_gen_params),
	KUNIT_CASE(ersym_linkmap_nothing),
	{}
};

static struct kunit_suite ersym_linkmap_suite = {
	.name = "ersym-linkmap",
	.test_cases = ersym_linkmap_cases,
};

kunit_test_suite(ersym_linkmap_suite);

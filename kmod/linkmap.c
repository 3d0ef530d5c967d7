// SPDX-License-Identifier: GPL-2.0
#include "linkmap.h"

#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "kunit.h"
#include "mark.h"

/* A device with a higher ifindex than there are slots is searched for. */
#define ERSYM_LINKMAP_SLOTS_MIN 64U
#define ERSYM_LINKMAP_SLOTS_MAX 16384U

/* The map while there is no configuration: without slots and links, and all
 * bits of a mark belong to other programs.
 */
struct ersym_linkmap ersym_linkmap_none = { .keep = U32_MAX };
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_linkmap_none);

/**
 * ersym_linkmap_alloc() - allocate an empty map
 * @mark: layout of the fields in a mark
 * @links: number of links to make room for
 * @ifindex: highest ifindex of all devices
 *
 * Context: may sleep.
 * Return: the map, for kvfree(), or NULL if there is no memory.
 */
struct ersym_linkmap *ersym_linkmap_alloc(const struct ersym_mark *mark,
					  unsigned int links, int ifindex)
{
	struct ersym_linkmap *map;
	size_t slots, size;

	/* Rounded up to have slots for devices that are created later */
	slots = roundup_pow_of_two(clamp(ifindex + 1U, ERSYM_LINKMAP_SLOTS_MIN,
					 ERSYM_LINKMAP_SLOTS_MAX));
	size = size_add(size_add(struct_size(map, slot, slots),
				 array_size(slots, sizeof(*map->pass))),
			array_size(links, sizeof(*map->entry)));
	map = kvzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!map)
		return NULL;
	map->slots = slots;
	map->in = ersym_mark_bits(mark, ERSYM_FIELD_IN);
	map->out = ersym_mark_bits(mark, ERSYM_FIELD_OUT);
	map->width = mark->shift[ERSYM_FIELD_OUT] - mark->shift[ERSYM_FIELD_IN];
	map->mask = mark->mask;
	map->keep = ~mark->mask;
	map->pools = ERSYM_RANGE_NONE;
	map->pass = (struct ersym_range *)&map->slot[slots];
	map->entry = (struct ersym_linkmap_entry *)&map->pass[slots];
	return map;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_linkmap_alloc);

/**
 * ersym_linkmap_add() - add a link to a map
 * @map: map that is not finished yet and has room
 * @ifindex: index of the device
 * @circuit: circuit of the device, as &ersym_linkmap_slot.in
 * @pass: as in &ersym_linkmap.pass
 */
void ersym_linkmap_add(struct ersym_linkmap *map, int ifindex, u32 circuit,
		       struct ersym_range pass)
{
	map->entry[map->count++] = (struct ersym_linkmap_entry){
		.ifindex = ifindex,
		.circuit = circuit,
		.pass = pass,
	};
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_linkmap_add);

static int ersym_linkmap_entry_cmp(const void *a, const void *b)
{
	const struct ersym_linkmap_entry *x = a, *y = b;

	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

/**
 * ersym_linkmap_finish() - sort the links of a map and fill its slots
 * @map: map with all its links
 */
void ersym_linkmap_finish(struct ersym_linkmap *map)
{
	unsigned int i;

	sort(map->entry, map->count, sizeof(*map->entry),
	     ersym_linkmap_entry_cmp, NULL);
	for (i = 0; i < map->slots; i++) {
		map->slot[i].in = map->in;
		map->slot[i].out = map->out;
		map->pass[i] = ERSYM_RANGE_ALL;
	}
	for (i = 0; i < map->count; i++) {
		const struct ersym_linkmap_entry *entry = &map->entry[i];

		if (entry->ifindex >= map->slots)
			break;
		map->slot[entry->ifindex].in = entry->circuit;
		map->slot[entry->ifindex].out = entry->circuit << map->width;
		map->pass[entry->ifindex] = entry->pass;
	}
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_linkmap_finish);

/**
 * ersym_linkmap_search() - search for the circuit of a device without a slot
 * @map: the map
 * @ifindex: index of the device
 *
 * Return: the circuit or the inside, as &ersym_linkmap_slot.in.
 */
u32 ersym_linkmap_search(const struct ersym_linkmap *map, int ifindex)
{
	unsigned int low = 0, high = map->count;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;
		const struct ersym_linkmap_entry *entry = &map->entry[mid];

		if (ifindex < entry->ifindex)
			high = mid;
		else if (ifindex > entry->ifindex)
			low = mid + 1;
		else
			return entry->circuit;
	}
	return map->in;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_linkmap_search);

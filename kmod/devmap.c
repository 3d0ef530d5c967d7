// SPDX-License-Identifier: GPL-2.0
#include "devmap.h"

#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "kunit.h"
#include "mark.h"

/* As many slots for each link: few share one. */
#define ERSYM_DEVMAP_SPARSE 8

/**
 * ersym_devmap_alloc() - an empty map
 * @mark: the fields of a mark
 * @links: room for as many
 *
 * Context: may sleep.
 * Return: the map, for kvfree(), or NULL if there is no memory.
 */
struct ersym_devmap *ersym_devmap_alloc(const struct ersym_mark *mark,
					unsigned int links)
{
	struct ersym_devmap *map;
	size_t slots, size;

	slots = roundup_pow_of_two(ERSYM_DEVMAP_SPARSE * (links + 1));
	size = size_add(struct_size(map, slot, slots),
			array_size(links, sizeof(*map->bound)));
	map = kvzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!map)
		return NULL;
	map->keep = ~mark->mask;
	map->field = ersym_mark_bits(mark, ERSYM_FIELD_IN);
	map->width = mark->shift[ERSYM_FIELD_OUT] -
		     mark->shift[ERSYM_FIELD_IN];
	map->mask = slots - 1;
	map->bound = (struct ersym_bound *)&map->slot[slots];
	return map;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_devmap_alloc);

/**
 * ersym_devmap_add() - make a device a link
 * @map: not finished yet, with room
 * @ifindex: of the device
 * @circuit: that it belongs to, in place
 */
void ersym_devmap_add(struct ersym_devmap *map, int ifindex, u32 circuit)
{
	map->bound[map->count].ifindex = ifindex;
	map->bound[map->count].circuit = circuit;
	map->count++;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_devmap_add);

static int ersym_bound_cmp(const void *a, const void *b)
{
	const struct ersym_bound *x = a, *y = b;

	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

/**
 * ersym_devmap_finish() - make a map searchable
 * @map: with all its links
 */
void ersym_devmap_finish(struct ersym_devmap *map)
{
	unsigned int i;

	sort(map->bound, map->count, sizeof(*map->bound), ersym_bound_cmp,
	     NULL);
	for (i = 0; i <= map->mask; i++)
		map->slot[i].other = map->field;
	for (i = 0; i < map->count; i++) {
		const struct ersym_bound *bound = &map->bound[i];
		struct ersym_slot *slot;

		slot = &map->slot[bound->ifindex & map->mask];
		if (slot->ifindex) {
			slot->other = ERSYM_SLOT_SHARED;
			continue;
		}
		slot->ifindex = bound->ifindex;
		slot->circuit = bound->circuit;
	}
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_devmap_finish);

/**
 * ersym_devmap_find() - circuit of a device
 * @map: where to look
 * @ifindex: of the device
 *
 * Return: the circuit or the inside, as the field "in" has it, in place.
 */
u32 ersym_devmap_find(const struct ersym_devmap *map, int ifindex)
{
	unsigned int low = 0, high = map->count;
	u32 circuit = ersym_devmap_peek(map, ifindex);

	if (likely(circuit != ERSYM_SLOT_SHARED))
		return circuit;
	while (low < high) {
		unsigned int mid = low + (high - low) / 2;
		const struct ersym_bound *bound = &map->bound[mid];

		if (ifindex < bound->ifindex)
			high = mid;
		else if (ifindex > bound->ifindex)
			low = mid + 1;
		else
			return bound->circuit;
	}
	return map->field;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_devmap_find);

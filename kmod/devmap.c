// SPDX-License-Identifier: GPL-2.0
#include "devmap.h"

#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "kunit.h"
#include "mark.h"

/* Devices whose numbers are as high as this are rare. */
#define ERSYM_DEVMAP_SLOTS_MIN 64U
#define ERSYM_DEVMAP_SLOTS_MAX 16384U

/* While there is no configuration: no device is of any circuit. */
struct ersym_devmap ersym_devmap_none;
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_devmap_none);

/**
 * ersym_devmap_alloc() - an empty map
 * @mark: the fields of a mark
 * @links: room for as many
 * @ifindex: the highest of all devices that may have packets
 *
 * Context: may sleep.
 * Return: the map, for kvfree(), or NULL if there is no memory.
 */
struct ersym_devmap *ersym_devmap_alloc(const struct ersym_mark *mark,
					unsigned int links, int ifindex)
{
	struct ersym_devmap *map;
	size_t slots, size;

	/* With some to spare for devices that come later */
	slots = roundup_pow_of_two(clamp(ifindex + 1U, ERSYM_DEVMAP_SLOTS_MIN,
					 ERSYM_DEVMAP_SLOTS_MAX));
	size = size_add(size_add(struct_size(map, slot, slots),
				 array_size(slots, sizeof(*map->pass))),
			array_size(links, sizeof(*map->bound)));
	map = kvzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!map)
		return NULL;
	map->slots = slots;
	map->in = ersym_mark_bits(mark, ERSYM_FIELD_IN);
	map->out = ersym_mark_bits(mark, ERSYM_FIELD_OUT);
	map->width = mark->shift[ERSYM_FIELD_OUT] -
		     mark->shift[ERSYM_FIELD_IN];
	map->mask = mark->mask;
	map->keep = ~mark->mask;
	map->pools = ERSYM_RANGE_NONE;
	map->pass = (struct ersym_range *)&map->slot[slots];
	map->bound = (struct ersym_bound *)&map->pass[slots];
	return map;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_devmap_alloc);

/**
 * ersym_devmap_add() - make a device a link
 * @map: not finished yet, with room
 * @ifindex: of the device
 * @circuit: that it belongs to, as &ersym_slot.in
 * @pass: as in &ersym_devmap.pass
 */
void ersym_devmap_add(struct ersym_devmap *map, int ifindex, u32 circuit,
		      struct ersym_range pass)
{
	map->bound[map->count++] = (struct ersym_bound){
		.ifindex = ifindex,
		.circuit = circuit,
		.pass = pass,
	};
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
	for (i = 0; i < map->slots; i++) {
		map->slot[i].in = map->in;
		map->slot[i].out = map->out;
		map->pass[i] = ERSYM_RANGE_ALL;
	}
	for (i = 0; i < map->count; i++) {
		const struct ersym_bound *bound = &map->bound[i];

		if (bound->ifindex >= map->slots)
			break;
		map->slot[bound->ifindex].in = bound->circuit;
		map->slot[bound->ifindex].out = bound->circuit << map->width;
		map->pass[bound->ifindex] = bound->pass;
	}
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_devmap_finish);

/**
 * ersym_devmap_search() - circuit of a device that has no slot
 * @map: where to look
 * @ifindex: of the device
 *
 * Return: the circuit or the inside, as &ersym_slot.in.
 */
u32 ersym_devmap_search(const struct ersym_devmap *map, int ifindex)
{
	unsigned int low = 0, high = map->count;

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
	return map->in;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_devmap_search);

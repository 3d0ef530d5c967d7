/* SPDX-License-Identifier: GPL-2.0 */
/* Which circuit a device is a link of. */
#ifndef _ERSYM_DEVMAP_H
#define _ERSYM_DEVMAP_H

#include <linux/types.h>

struct ersym_mark;

/**
 * struct ersym_slot - what is known of the devices that share a slot
 * @ifindex: of a link, or 0
 * @circuit: of that link
 * @other: of every other device: the inside, or ERSYM_SLOT_SHARED
 */
struct ersym_slot {
	int ifindex;
	u32 circuit;
	u32 other;
};

/* Several links fall into the slot. No field of a mark has this value. */
#define ERSYM_SLOT_SHARED (~0U)

/**
 * struct ersym_bound - a link
 * @ifindex: of the device
 * @circuit: that it belongs to
 */
struct ersym_bound {
	int ifindex;
	u32 circuit;
};

/**
 * struct ersym_devmap - which circuit a device is a link of
 * @keep: the bits of a mark that are not ours
 * @field: the bits of the field "in", in place; also the value of the inside
 * @width: of a field: how far above "in" the field "out" is
 * @mask: number of slots, a power of two, less one
 * @rcu: readers hold the RCU read lock
 * @bound: all links, behind the slots, sorted by ifindex
 * @count: how many
 * @slot: by the low bits of the ifindex
 *
 * All that a packet on its right path needs to know. Circuits are as the
 * field "in" of a mark has them, in place. Written once, then replaced.
 */
struct ersym_devmap {
	u32 keep;
	u32 field;
	u32 width;
	u32 mask;
	struct rcu_head rcu;
	struct ersym_bound *bound;
	unsigned int count;
	struct ersym_slot slot[];
};

/**
 * ersym_devmap_peek() - circuit of a device, in most cases
 * @map: where to look
 * @ifindex: of the device
 *
 * Return: the circuit or the inside, or ERSYM_SLOT_SHARED: then
 * ersym_devmap_find() knows.
 */
static inline u32 ersym_devmap_peek(const struct ersym_devmap *map,
				    int ifindex)
{
	const struct ersym_slot *slot = &map->slot[ifindex & map->mask];

	return slot->ifindex == ifindex ? slot->circuit : slot->other;
}

struct ersym_devmap *ersym_devmap_alloc(const struct ersym_mark *mark,
					unsigned int links);
void ersym_devmap_add(struct ersym_devmap *map, int ifindex, u32 circuit);
void ersym_devmap_finish(struct ersym_devmap *map);
u32 ersym_devmap_find(const struct ersym_devmap *map, int ifindex);

#endif /* _ERSYM_DEVMAP_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* The map from network devices to the circuits that they are links of. */
#ifndef _ERSYM_LINKMAP_H
#define _ERSYM_LINKMAP_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "range.h"

struct ersym_mark;

/**
 * struct ersym_linkmap_slot - circuit of a device
 * @in: the circuit as a value of the field "in", in place
 * @out: the circuit as a value of the field "out", in place
 */
struct ersym_linkmap_slot {
	u32 in;
	u32 out;
};

/**
 * struct ersym_linkmap_entry - a link
 * @ifindex: index of the device
 * @circuit: circuit of the device, as &ersym_linkmap_slot.in
 * @pass: as in &ersym_linkmap.pass
 */
struct ersym_linkmap_entry {
	int ifindex;
	u32 circuit;
	struct ersym_range pass;
};

/**
 * struct ersym_linkmap - map from devices to circuits
 * @slots: number of slots
 * @in: bits of the field "in", in place; also the value of the inside
 * @out: bits of the field "out", in place; also the value of the inside
 * @width: width of a field: the distance from "in" to "out" in bits
 * @mask: bits of a mark that belong to ersym
 * @keep: bits of a mark that belong to other programs
 * @pools: range from the lowest to the highest IPv4 address of all pools
 * @pass: destinations that the guard need not look up, by the ifindex of the
 *	device that a packet came in on; follows the slots in memory
 * @count: number of links
 * @entry: all links sorted by ifindex; follows @pass in memory
 * @rcu: for kvfree_rcu(); readers hold the RCU read lock
 * @slot: circuits by ifindex; a device with a higher ifindex is searched for
 *	in @entry
 *
 * Everything that the hooks need for a packet on its expected path. Immutable
 * once published, then replaced.
 */
struct ersym_linkmap {
	u32 slots;
	u32 in;
	u32 out;
	u32 width;
	u32 mask;
	u32 keep;
	struct ersym_range pools;
	struct ersym_range *pass;
	u32 count;
	struct ersym_linkmap_entry *entry;
	struct rcu_head rcu;
	struct ersym_linkmap_slot slot[];
};

/**
 * ersym_linkmap_is_in() - test whether a device is on the circuit "in"
 * @map: the map
 * @ifindex: index of the device
 * @mark: connection mark
 *
 * Return: true if the device has a slot and is a link of the circuit that the
 * mark has as "in". Without a slot ersym_linkmap_find() gives the circuit.
 */
static inline bool ersym_linkmap_is_in(const struct ersym_linkmap *map,
				       u32 ifindex, u32 mark)
{
	return likely(ifindex < map->slots) &&
	       map->slot[ifindex].in == (mark & map->in);
}

/**
 * ersym_linkmap_is_out() - test whether a device is on the circuit "out"
 * @map: the map
 * @ifindex: index of the device
 * @mark: connection mark
 *
 * Return: as ersym_linkmap_is_in().
 */
static inline bool ersym_linkmap_is_out(const struct ersym_linkmap *map,
					u32 ifindex, u32 mark)
{
	return likely(ifindex < map->slots) &&
	       map->slot[ifindex].out == (mark & map->out);
}

/**
 * ersym_linkmap_passes_all() - test whether the guard drops nothing on a device
 * @map: the map
 * @ifindex: index of the device that a packet came in on
 *
 * Return: true if the device has a slot and is inside, or on a circuit that
 * drops nothing before conntrack. If false, the guard has to look further.
 */
static inline bool ersym_linkmap_passes_all(const struct ersym_linkmap *map,
					    u32 ifindex)
{
	return likely(ifindex < map->slots) &&
	       map->pass[ifindex].span == U32_MAX;
}

/**
 * ersym_linkmap_passes() - test whether the guard passes an IPv4 packet
 * @map: the map
 * @ifindex: index of the device that the packet came in on
 * @address: destination of the packet, host byte order
 *
 * Return: true if the device has a slot and either the destination is in
 * &ersym_linkmap.pass of the device or outside the range of all pools. If
 * false, the guard has to look up whose pool the destination is in.
 */
static inline bool ersym_linkmap_passes(const struct ersym_linkmap *map,
					u32 ifindex, u32 address)
{
	return likely(ifindex < map->slots) &&
	       (ersym_range_has(&map->pass[ifindex], address) ||
		!ersym_range_has(&map->pools, address));
}

extern struct ersym_linkmap ersym_linkmap_none;

struct ersym_linkmap *ersym_linkmap_alloc(const struct ersym_mark *mark,
					  unsigned int links, int ifindex);
void ersym_linkmap_add(struct ersym_linkmap *map, int ifindex, u32 circuit,
		       struct ersym_range pass);
void ersym_linkmap_finish(struct ersym_linkmap *map);
u32 ersym_linkmap_search(const struct ersym_linkmap *map, int ifindex);

/**
 * ersym_linkmap_find() - find the circuit of a device
 * @map: the map
 * @ifindex: index of the device
 *
 * Return: the circuit or the inside, as &ersym_linkmap_slot.in.
 */
static inline u32 ersym_linkmap_find(const struct ersym_linkmap *map,
				     u32 ifindex)
{
	return likely(ifindex < map->slots) ?
	       map->slot[ifindex].in : ersym_linkmap_search(map, ifindex);
}

#endif /* _ERSYM_LINKMAP_H */

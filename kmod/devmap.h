/* SPDX-License-Identifier: GPL-2.0 */
/* Which circuit a device is a link of. */
#ifndef _ERSYM_DEVMAP_H
#define _ERSYM_DEVMAP_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "range.h"

struct ersym_mark;

/**
 * struct ersym_slot - the circuit of a device
 * @in: as the field "in" of a mark has it, in place
 * @out: as the field "out" has it, in place
 */
struct ersym_slot {
	u32 in;
	u32 out;
};

/**
 * struct ersym_bound - a link
 * @ifindex: of the device
 * @circuit: that it belongs to, as &ersym_slot.in
 * @pass: as in &ersym_devmap.pass
 */
struct ersym_bound {
	int ifindex;
	u32 circuit;
	struct ersym_range pass;
};

/**
 * struct ersym_devmap - which circuit a device is a link of
 * @slots: how many
 * @in: the bits of the field "in", in place; also the value of the inside
 * @out: the bits of the field "out", likewise
 * @width: of a field: how far above "in" the field "out" is
 * @mask: the bits of a mark that are ours
 * @keep: the others
 * @pools: from the lowest IPv4 address of all pools to the highest
 * @pass: by ifindex, behind the slots: destinations of what comes in on a
 *	device that the guard need not look up
 * @count: of links
 * @bound: all links, behind @pass, sorted by ifindex
 * @rcu: readers hold the RCU read lock
 * @slot: by ifindex. Devices with a higher one are looked up in @bound
 *
 * All that a packet on its right path needs to know. Written once, then
 * replaced.
 */
struct ersym_devmap {
	u32 slots;
	u32 in;
	u32 out;
	u32 width;
	u32 mask;
	u32 keep;
	struct ersym_range pools;
	struct ersym_range *pass;
	u32 count;
	struct ersym_bound *bound;
	struct rcu_head rcu;
	struct ersym_slot slot[];
};

/**
 * ersym_devmap_is_in() - whether a device is of the circuit "in" of a mark
 * @map: where to look
 * @ifindex: of the device
 * @mark: of a connection
 *
 * Return: true if it is; false if it is not, or has no slot: then
 * ersym_devmap_find() knows.
 */
static inline bool ersym_devmap_is_in(const struct ersym_devmap *map,
				      u32 ifindex, u32 mark)
{
	return likely(ifindex < map->slots) &&
	       map->slot[ifindex].in == (mark & map->in);
}

/**
 * ersym_devmap_is_out() - whether a device is of the circuit "out" of a mark
 * @map: where to look
 * @ifindex: of the device
 * @mark: of a connection
 *
 * Return: as ersym_devmap_is_in().
 */
static inline bool ersym_devmap_is_out(const struct ersym_devmap *map,
				       u32 ifindex, u32 mark)
{
	return likely(ifindex < map->slots) &&
	       map->slot[ifindex].out == (mark & map->out);
}

/**
 * ersym_devmap_passes_all() - see at a glance that the guard drops nothing
 * @map: where to look
 * @ifindex: of the device that a packet came in on
 *
 * Return: true if that is the inside, or a circuit where it drops nothing;
 * false: a look-up is needed to know.
 */
static inline bool ersym_devmap_passes_all(const struct ersym_devmap *map,
					   u32 ifindex)
{
	return likely(ifindex < map->slots) &&
	       map->pass[ifindex].span == U32_MAX;
}

/**
 * ersym_devmap_passes() - see at a glance that the guard has nothing to do
 * @map: where to look
 * @ifindex: of the device that a packet came in on
 * @address: that it goes to, host byte order
 *
 * Return: true if the guard does not drop what comes in there and goes to
 * another circuit's pool, or the address is in none: it is in the first pool
 * of the device's circuit, or beyond all pools; false: a look-up is needed to
 * know.
 */
static inline bool ersym_devmap_passes(const struct ersym_devmap *map,
				       u32 ifindex, u32 address)
{
	return likely(ifindex < map->slots) &&
	       (ersym_range_has(&map->pass[ifindex], address) ||
		!ersym_range_has(&map->pools, address));
}

extern struct ersym_devmap ersym_devmap_none;

struct ersym_devmap *ersym_devmap_alloc(const struct ersym_mark *mark,
					unsigned int links, int ifindex);
void ersym_devmap_add(struct ersym_devmap *map, int ifindex, u32 circuit,
		      struct ersym_range pass);
void ersym_devmap_finish(struct ersym_devmap *map);
u32 ersym_devmap_search(const struct ersym_devmap *map, int ifindex);

/**
 * ersym_devmap_find() - circuit of a device
 * @map: where to look
 * @ifindex: of the device
 *
 * Return: the circuit or the inside, as &ersym_slot.in.
 */
static inline u32 ersym_devmap_find(const struct ersym_devmap *map,
				    u32 ifindex)
{
	return likely(ifindex < map->slots) ? map->slot[ifindex].in :
					      ersym_devmap_search(map, ifindex);
}

#endif /* _ERSYM_DEVMAP_H */

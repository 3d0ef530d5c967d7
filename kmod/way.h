/* SPDX-License-Identifier: GPL-2.0 */
/* The way of a packet by the facts of its connection. */
#ifndef _ERSYM_WAY_H
#define _ERSYM_WAY_H

#include <linux/skbuff.h>
#include <linux/types.h>
#include <net/netfilter/nf_conntrack.h>

#include "devmap.h"

/**
 * struct ersym_way - the way of a packet by the facts of its connection
 * @come: the circuit that it must come in on
 * @leave: the circuit that it must leave by
 *
 * Both as the field "in" has them, in place.
 */
struct ersym_way {
	u32 come;
	u32 leave;
};

/**
 * ersym_way() - where a packet comes from, and goes
 * @map: the links
 * @mark: of its connection
 * @info: what conntrack says of it
 *
 * Return: the way; 0 where the mark does not know it.
 */
static __always_inline struct ersym_way
ersym_way(const struct ersym_devmap *map, u32 mark,
	  enum ip_conntrack_info info)
{
	u32 in = mark & map->in;
	u32 out = (mark >> map->width) & map->in;
	bool reply = CTINFO2DIR(info) == IP_CT_DIR_REPLY;

	return (struct ersym_way){
		.come = reply ? out : in,
		.leave = reply ? in : out,
	};
}

/**
 * ersym_way_pin() - route a packet the way its connection goes
 * @skb: the packet
 * @map: the links
 * @leave: as &ersym_way.leave; what is no circuit is left to the main table
 *
 * Bits of others in the packet's mark are left alone.
 */
static __always_inline void ersym_way_pin(struct sk_buff *skb,
					  const struct ersym_devmap *map,
					  u32 leave)
{
	if (leave != map->in)
		skb->mark = (skb->mark & map->keep) | leave;
	else if (unlikely(skb->mark & map->mask))
		skb->mark &= map->keep;
}

u32 ersym_way_of_child(const struct ersym_devmap *map,
		       const struct nf_conn *ct);

#endif /* _ERSYM_WAY_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Pinning: the circuits that a packet is expected on, and its routing mark. */
#ifndef _ERSYM_PIN_H
#define _ERSYM_PIN_H

#include <linux/skbuff.h>
#include <linux/types.h>
#include <net/netfilter/nf_conntrack.h>

#include "linkmap.h"

/**
 * struct ersym_expected - circuits that a packet is expected on
 * @ingress: circuit that the packet must come in on
 * @egress: circuit that the packet must leave by
 *
 * Both are values of the field "in", in place; 0 if not known.
 */
struct ersym_expected {
	u32 ingress;
	u32 egress;
};

/**
 * ersym_pin_expected() - get the circuits that a packet is expected on
 * @map: the link map
 * @mark: connection mark
 * @info: ctinfo of the packet
 *
 * Return: the circuits, by the facts in the mark and the packet's direction.
 */
static __always_inline struct ersym_expected
ersym_pin_expected(const struct ersym_linkmap *map, u32 mark,
		   enum ip_conntrack_info info)
{
	u32 in = mark & map->in;
	u32 out = (mark >> map->width) & map->in;
	bool reply = CTINFO2DIR(info) == IP_CT_DIR_REPLY;

	return (struct ersym_expected){
		.ingress = reply ? out : in,
		.egress = reply ? in : out,
	};
}

/**
 * ersym_pin_packet() - set the routing mark of a packet
 * @skb: the packet
 * @map: the link map
 * @egress: as &ersym_expected.egress; for the inside or 0 the routing mark is
 *	cleared, so that the main table decides
 *
 * The bits of the packet's mark outside the mask are preserved.
 */
static __always_inline void ersym_pin_packet(struct sk_buff *skb,
					     const struct ersym_linkmap *map,
					     u32 egress)
{
	if (egress != map->in)
		skb->mark = (skb->mark & map->keep) | egress;
	else if (unlikely(skb->mark & map->mask))
		skb->mark &= map->keep;
}

u32 ersym_pin_child(const struct ersym_linkmap *map, const struct nf_conn *ct);

#endif /* _ERSYM_PIN_H */

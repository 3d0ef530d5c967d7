/* SPDX-License-Identifier: GPL-2.0 */
/* Connections: the facts in their marks, and their end. */
#ifndef _ERSYM_FLOW_H
#define _ERSYM_FLOW_H

#include <linux/atomic.h>
#include <linux/types.h>
#include <net/netfilter/nf_conntrack.h>

#include "mark.h"

struct ersym_config;
struct net;

/**
 * struct ersym_flow_filter - which connections
 * @bits: of the mark that are compared
 * @value: that they must have
 * @any: bits of which at least one must be set; 0: does not matter
 */
struct ersym_flow_filter {
	u32 bits;
	u32 value;
	u32 any;
};

/**
 * ersym_flow_replace() - write facts of a connection, and tell nobody
 * @ct: the connection
 * @bits: of the mark to write
 * @value: for these bits, in place
 * @before: the mark before
 *
 * Bits of others are left alone whatever they write meanwhile.
 *
 * Return: whether this changed the mark.
 */
static inline bool ersym_flow_replace(struct nf_conn *ct, u32 bits, u32 value,
				      u32 *before)
{
	u32 old = READ_ONCE(ct->mark);
	u32 new;

	do {
		*before = old;
		new = (old & ~bits) | value;
		if (new == old)
			return false;
	} while (!try_cmpxchg(&ct->mark, &old, new));
	return true;
}

u32 ersym_flow_write(struct nf_conn *ct, u32 bits, u32 value);
void ersym_flow_convert(struct net *net, const struct ersym_config *from,
			const struct ersym_config *to);
unsigned int ersym_flow_flush(struct net *net,
			      const struct ersym_flow_filter *filter,
			      u32 portid, bool report);

#endif /* _ERSYM_FLOW_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Connections: the facts in their marks, their birth, and their end. */
#ifndef _ERSYM_FLOW_H
#define _ERSYM_FLOW_H

#include <linux/atomic.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_ecache.h>

#include "circuit.h"
#include "mark.h"
#include "stats.h"

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

/**
 * ersym_flow_is() - whether conntrack says this of a packet
 * @nfct: the word of the packet that has its connection
 * @info: what it would say
 *
 * Return: whether it does. A packet without a connection can only be
 * IP_CT_ESTABLISHED, which is 0.
 */
static __always_inline bool ersym_flow_is(unsigned long nfct,
					  enum ip_conntrack_info info)
{
	return !((nfct - info) & NFCT_INFOMASK);
}

/**
 * ersym_flow_conn() - the connection of such a packet
 * @nfct: of which ersym_flow_is() holds, and not 0
 * @info: what conntrack says of the packet
 *
 * Return: the connection. A known @info spares the hooks to mask its bits.
 */
static __always_inline struct nf_conn *
ersym_flow_conn(unsigned long nfct, enum ip_conntrack_info info)
{
	return (struct nf_conn *)(nfct - info);
}

/* The mark of that connection. */
static __always_inline u32 ersym_flow_mark(unsigned long nfct,
					   enum ip_conntrack_info info)
{
	return READ_ONCE(ersym_flow_conn(nfct, info)->mark);
}

static inline void ersym_flow_count(const struct ersym_circuit *in,
				    const struct ersym_circuit *out)
{
	if (in)
		ersym_births_count(in->births, true, in == out);
	if (out && out != in)
		ersym_births_count(out->births, false, true);
}

/**
 * ersym_flow_born() - confirm a connection, and count it
 * @config: in force
 * @skb: its first packet, whose facts are written
 * @ct: its connection, not confirmed yet
 * @out: the circuit that it leaves by, or NULL
 *
 * Of several packets that began a connection at once, on other CPUs or in a
 * queue, only one gives birth to it, and none if somebody rejects it. Conntrack
 * decides that when it confirms them: here, a moment before its own hook would.
 *
 * Context: under the RCU read lock, in a hook just before conntrack's last.
 * Return: the verdict of netfilter.
 */
static __always_inline unsigned int
ersym_flow_born(const struct ersym_config *config, struct sk_buff *skb,
		struct nf_conn *ct, const struct ersym_circuit *out)
{
	const struct ersym_circuit *in;
	enum ip_conntrack_info info;

	in = ersym_config_circuit(config, ersym_mark_get(&config->mark,
							 READ_ONCE(ct->mark),
							 ERSYM_FIELD_IN));
	nf_conntrack_event_cache(IPCT_MARK, ct);
	if (nf_conntrack_confirm(skb) != NF_ACCEPT)
		return NF_DROP;
	/* One that lost has joined the other, or is kept for its answer only */
	if (nf_ct_get(skb, &info) == ct &&
	    (READ_ONCE(ct->status) & (IPS_CONFIRMED | IPS_NAT_CLASH)) ==
	    IPS_CONFIRMED)
		ersym_flow_count(in, out);
	return NF_ACCEPT;
}

u32 ersym_flow_write(struct nf_conn *ct, u32 bits, u32 value);
void ersym_flow_begin(const struct ersym_config *config, struct nf_conn *ct,
		      u16 here);
void ersym_flow_learn(const struct ersym_config *config, struct nf_conn *ct,
		      enum ersym_field field, u16 here);
void ersym_flow_convert(struct net *net, const struct ersym_config *from,
			const struct ersym_config *to);
unsigned int ersym_flow_flush(struct net *net,
			      const struct ersym_flow_filter *filter,
			      u32 portid, bool report);

#endif /* _ERSYM_FLOW_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Connections: the facts in their marks, their confirmation, their flush. */
#ifndef _ERSYM_FLOW_H
#define _ERSYM_FLOW_H

#include <linux/atomic.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_ecache.h>

#include "births.h"
#include "config.h"
#include "mark.h"

struct net;

/**
 * struct ersym_flow_filter - selection of connections by their mark
 * @bits: bits of the mark that are compared
 * @value: value that these bits must have
 * @any: at least one of these bits must be set; 0 for no such condition
 */
struct ersym_flow_filter {
	u32 bits;
	u32 value;
	u32 any;
};

/**
 * ersym_flow_replace() - write facts of a connection without an event
 * @ct: the connection
 * @bits: bits of the mark to write
 * @value: new value of these bits, in place
 * @before: set to the mark before the write
 *
 * Other bits of the mark are preserved even if they change concurrently.
 *
 * Return: true if this changed the mark.
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
 * ersym_flow_is() - test what conntrack says about a packet
 * @nfct: the packet's word with its connection, skb_get_nfct()
 * @info: value to test for
 *
 * Return: true if the packet has this ctinfo. Without a connection that can
 * only be IP_CT_ESTABLISHED, which is 0.
 */
static __always_inline bool ersym_flow_is(unsigned long nfct,
					  enum ip_conntrack_info info)
{
	return !((nfct - info) & NFCT_INFOMASK);
}

/**
 * ersym_flow_conn() - get the connection of a packet with known ctinfo
 * @nfct: word that is not 0 and for which ersym_flow_is() is true
 * @info: ctinfo of the packet
 *
 * Return: the connection. Because @info is known, no bits have to be masked.
 */
static __always_inline struct nf_conn *
ersym_flow_conn(unsigned long nfct, enum ip_conntrack_info info)
{
	return (struct nf_conn *)(nfct - info);
}

/**
 * ersym_flow_mark() - get the connection mark of a packet with known ctinfo
 * @nfct: as for ersym_flow_conn()
 * @info: ctinfo of the packet
 *
 * Return: the mark.
 */
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
 * ersym_flow_confirm() - confirm a connection and count it
 * @config: configuration in force
 * @skb: first packet of the connection, whose facts are written
 * @ct: connection that is not confirmed yet
 * @out: circuit that the connection leaves by, or NULL
 *
 * Several packets may begin one connection at once, on different CPUs or in a
 * queue. Only the packet that conntrack confirms is counted, none if a rule
 * rejects it. To learn which one it is, this confirms the connection itself,
 * in the hook just before conntrack's own.
 *
 * Context: under the RCU read lock.
 * Return: the verdict for netfilter.
 */
static __always_inline unsigned int
ersym_flow_confirm(const struct ersym_config *config, struct sk_buff *skb,
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
	/* The loser of a race has the winner's entry, or IPS_NAT_CLASH */
	if (nf_ct_get(skb, &info) == ct &&
	    (READ_ONCE(ct->status) & (IPS_CONFIRMED | IPS_NAT_CLASH)) ==
	    IPS_CONFIRMED)
		ersym_flow_count(in, out);
	return NF_ACCEPT;
}

u32 ersym_flow_write(struct nf_conn *ct, u32 bits, u32 value);
void ersym_flow_begin(const struct ersym_config *config, struct nf_conn *ct,
		      u16 id);
void ersym_flow_learn(const struct ersym_config *config, struct nf_conn *ct,
		      enum ersym_field field, u16 id);
void ersym_flow_convert(struct net *net, const struct ersym_config *from,
			const struct ersym_config *to);
unsigned int ersym_flow_flush(struct net *net,
			      const struct ersym_flow_filter *filter,
			      u32 portid, bool report);

#endif /* _ERSYM_FLOW_H */

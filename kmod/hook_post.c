// SPDX-License-Identifier: GPL-2.0
/*
 * POSTROUTING, after NAT and before conntrack confirms: the circuit that a
 * packet leaves by.
 *
 * The hook clears the routing mark of every packet, and is a ladder of
 * functions as in hook_pre.c:
 *
 * ersym_hook_post()
 *	Established connections whose device has a slot in the link map and is
 *	on the expected circuit. Reads the link map and the connection mark,
 *	writes nothing else.
 * ersym_hook_post_first()
 *	First packets (IP_CT_NEW, not confirmed) that have been to PREROUTING or
 *	LOCAL_OUT and cannot be a leak. Reads the configuration, writes the
 *	connection mark, confirms the connection and counts it.
 * ersym_hook_post_known()
 *	Other confirmed connections on their expected circuit: unanswered ones,
 *	related packets, devices without a slot. Reads the configuration, writes
 *	nothing.
 * ersym_hook_post_slow()
 *	Everything else: applies the rule, counts and reports violations, drops,
 *	writes the facts of new and unknown connections, confirms and counts
 *	connections. Only here are transport headers parsed.
 */
#include "hook_post.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <net/dst.h>
#include <net/ip.h>

#include "address.h"
#include "flow.h"
#include "netdev.h"
#include "netns.h"
#include "owner.h"
#include "pin.h"
#include "pktinfo.h"

/* IP6SKB_FORWARDED is set for multicast only, but the control block of a
 * received IPv6 packet has the index of the device that it came in on.
 */
static bool ersym_hook_is_forwarded(const struct sk_buff *skb, u8 family)
{
	return family == NFPROTO_IPV4 ?
	       IPCB(skb)->flags & IPSKB_FORWARDED : IP6CB(skb)->iif;
}

static bool ersym_hook_is_private(const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return ersym_address_ipv4_is_private(ip_hdr(skb)->saddr) ||
		       ersym_address_ipv4_is_private(ip_hdr(skb)->daddr);
	return ersym_address_ipv6_is_private(&ipv6_hdr(skb)->saddr) ||
	       ersym_address_ipv6_is_private(&ipv6_hdr(skb)->daddr);
}

/* The route has a transform of IPsec, which is applied after this hook. */
static bool ersym_hook_is_encrypted_later(const struct sk_buff *skb)
{
#ifdef CONFIG_XFRM
	const struct dst_entry *dst = skb_dst(skb);

	return dst && dst_xfrm(dst);
#else
	return false;
#endif
}

/* A packet of a confirmed connection was pinned to the circuit that it should
 * leave by. It is about to leave by another one because that circuit has no
 * link left, or because something overrode the pinning.
 */
static bool ersym_hook_post_violation(const struct ersym_pktinfo *pkt,
				      const struct ersym_facts *facts,
				      struct ersym_judgement *judgement)
{
	const struct ersym_circuit *expected =
		ersym_config_circuit(pkt->config, judgement->expected);

	judgement->way_gone = facts->tracking == ERSYM_TRACKING_LATER &&
			      ersym_netdev_way_gone(pkt->ns->net, expected);
	return ersym_pktinfo_violation(pkt, judgement);
}

/* Judge the packet, and write the facts that it is the first one to show. */
static noinline unsigned int
ersym_hook_post_slow(struct ersym_netns *ns, struct sk_buff *skb,
		     const struct nf_hook_state *state)
{
	const struct ersym_config *config;
	struct ersym_judgement judgement;
	struct ersym_pktinfo pkt;
	struct ersym_facts facts;

	if (!ersym_pktinfo_begin(&pkt, &facts, ns, skb, state,
				 ERSYM_POINT_POST))
		return NF_ACCEPT;
	config = pkt.config;
	if (facts.tracking == ERSYM_TRACKING_LATER || pkt.circuit) {
		if (facts.tracking != ERSYM_TRACKING_LATER) {
			facts.owner = ersym_owner_source(config, pkt.circuit,
							 skb, state->pf);
			facts.public_only = pkt.circuit->public_only;
			facts.private = ersym_hook_is_forwarded(skb,
								state->pf) &&
					ersym_hook_is_private(skb, state->pf);
			facts.encrypted_later =
				ersym_hook_is_encrypted_later(skb);
		}
		judgement = ersym_classify(&facts);
		if (judgement.kind != ERSYM_KIND_NONE &&
		    ersym_hook_post_violation(&pkt, &facts, &judgement))
			return NF_DROP;
	}

	if (facts.tracking == ERSYM_TRACKING_FIRST) {
		ersym_flow_learn(config, pkt.ct, ERSYM_FIELD_OUT, pkt.actual);
		return ersym_flow_confirm(config, skb, pkt.ct, pkt.circuit);
	}
	if (facts.tracking == ERSYM_TRACKING_LATER && !facts.reply &&
	    !facts.icmp_error && facts.out == ERSYM_CIRCUIT_UNKNOWN)
		ersym_flow_learn(config, pkt.ct, ERSYM_FIELD_OUT, pkt.actual);
	return NF_ACCEPT;
}

/* A first packet with a source of its own circuit or of no pool, and without
 * private addresses where only public ones are allowed. Whether it is forwarded
 * or encrypted later does not matter then.
 */
static __always_inline bool
ersym_hook_cannot_leak(const struct ersym_config *config,
		       const struct ersym_circuit *circuit,
		       const struct sk_buff *skb, u8 family)
{
	u16 owner = ersym_owner_source(config, circuit, skb, family);

	return (owner == circuit->id || owner == ERSYM_CIRCUIT_UNKNOWN) &&
	       !(circuit->public_only && ersym_hook_is_private(skb, family));
}

/* Accept a packet of a confirmed connection, whatever its ctinfo and device. */
static noinline unsigned int
ersym_hook_post_known(struct ersym_netns *ns, struct sk_buff *skb,
		      const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(ns->config);
	const struct ersym_linkmap *map;
	enum ip_conntrack_info info;
	const struct nf_conn *ct;

	ct = nf_ct_get(skb, &info);
	if (!ct || !config || !nf_ct_is_confirmed(ct))
		return ersym_hook_post_slow(ns, skb, state);
	map = rcu_dereference(config->linkmap);
	if (ersym_pin_expected(map, READ_ONCE(ct->mark), info).egress !=
	    ersym_linkmap_find(map, state->out->ifindex))
		return ersym_hook_post_slow(ns, skb, state);
	return NF_ACCEPT;
}

/* Write the circuit that a new connection leaves by, and confirm it. */
static noinline unsigned int
ersym_hook_post_first(struct ersym_netns *ns, struct sk_buff *skb,
		      const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(ns->config);
	unsigned long nfct = skb_get_nfct(skb);
	u32 ifindex = state->out->ifindex;
	const struct ersym_circuit *out;
	const struct ersym_linkmap *map;
	struct nf_conn *ct;
	u32 mark;

	if (!config || !ersym_flow_is(nfct, IP_CT_NEW))
		return ersym_hook_post_known(ns, skb, state);
	ct = ersym_flow_conn(nfct, IP_CT_NEW);
	if (nf_ct_is_confirmed(ct))
		return ersym_hook_post_known(ns, skb, state);
	/* An exempt packet has no "in" yet, unless it is on an l3 master */
	map = rcu_dereference(config->linkmap);
	if (!(READ_ONCE(ct->mark) & map->in) ||
	    unlikely(ifindex >= map->slots) || netif_is_l3_master(state->out))
		return ersym_hook_post_slow(ns, skb, state);
	out = ersym_config_circuit(config,
				   ersym_mark_get(&config->mark,
						  map->slot[ifindex].in,
						  ERSYM_FIELD_IN));
	if (out && !ersym_hook_cannot_leak(config, out, skb, state->pf))
		return ersym_hook_post_slow(ns, skb, state);
	ersym_flow_replace(ct, map->out, map->slot[ifindex].out, &mark);
	return ersym_flow_confirm(config, skb, ct, out);
}

/**
 * ersym_hook_post() - accept a packet that leaves by its expected circuit
 * @priv: &struct ersym_netns
 * @skb: the packet
 * @state: state of the hook
 *
 * The packet has its route. A tunnel would copy the routing mark to the packet
 * that it encapsulates it in, which would be routed back into the tunnel.
 *
 * Context: under the RCU read lock.
 * Return: the verdict for netfilter.
 */
unsigned int ersym_hook_post(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	struct ersym_netns *ns = priv;
	const struct ersym_linkmap *map = rcu_dereference(ns->linkmap);
	unsigned long nfct = skb_get_nfct(skb);
	int ifindex = state->out->ifindex;
	u32 mark;

	skb->mark &= map->keep;
	if (ersym_flow_is(nfct, IP_CT_ESTABLISHED_REPLY)) {
		mark = ersym_flow_mark(nfct, IP_CT_ESTABLISHED_REPLY);
		if (likely(ersym_linkmap_is_in(map, ifindex, mark)))
			return NF_ACCEPT;
	} else if (ersym_flow_is(nfct, IP_CT_ESTABLISHED) && nfct) {
		mark = ersym_flow_mark(nfct, IP_CT_ESTABLISHED);
		if (likely(ersym_linkmap_is_out(map, ifindex, mark)))
			return NF_ACCEPT;
	}
	return ersym_hook_post_first(ns, skb, state);
}

// SPDX-License-Identifier: GPL-2.0
/*
 * PREROUTING, after conntrack and before NAT: the circuit that a packet came
 * in on.
 *
 * The hook is a ladder of functions. Each one decides the packets that it is
 * sure about and passes the rest to the next with a tail call, which takes the
 * arguments of the hook, so that no function saves a register for the next:
 *
 * ersym_hook_pre()
 *	Established connections whose device has a slot in the link map and is
 *	on the expected circuit. Reads the link map and the connection mark,
 *	writes the packet's mark.
 * ersym_hook_pre_first()
 *	First packets (IP_CT_NEW, not confirmed) on inside devices, which are
 *	never judged here. Writes the connection mark.
 * ersym_hook_pre_known()
 *	Other confirmed connections on their expected circuit: unanswered ones,
 *	related packets, devices without a slot. Reads the configuration,
 *	writes the packet's mark.
 * ersym_hook_pre_slow()
 *	Everything else: applies the rule, counts and reports violations, drops,
 *	writes the facts of new and unknown connections and both marks. Only
 *	here are transport headers parsed and pools searched.
 */
#include "hook_pre.h"

#include <linux/netdevice.h>

#include "flow.h"
#include "netns.h"
#include "owner.h"
#include "pin.h"
#include "pktinfo.h"

/* Write the facts that the packet is the first one to show, and pin it. */
static __always_inline void ersym_hook_pre_pin(const struct ersym_pktinfo *pkt,
					       const struct ersym_facts *facts)
{
	const struct ersym_config *config = pkt->config;
	const struct ersym_linkmap *map = rcu_dereference(config->linkmap);
	struct ersym_expected expected;

	if (facts->tracking == ERSYM_TRACKING_FIRST) {
		u32 egress = ersym_pin_child(map, pkt->ct);

		ersym_flow_begin(config, pkt->ct, pkt->actual);
		if (egress)
			ersym_pin_packet(pkt->skb, map, egress);
	} else if (facts->tracking == ERSYM_TRACKING_LATER) {
		if (!facts->reply && !facts->icmp_error &&
		    facts->in == ERSYM_CIRCUIT_UNKNOWN)
			ersym_flow_learn(config, pkt->ct, ERSYM_FIELD_IN,
					 pkt->actual);
		expected = ersym_pin_expected(map, READ_ONCE(pkt->ct->mark),
					      pkt->info);
		ersym_pin_packet(pkt->skb, map, expected.egress);
	}
}

/* Count and report a violation. The field "stray" of a packet that passes says
 * so until POSTROUTING: the filter of inside-devices may refuse it, and does
 * not count it a second time.
 */
static unsigned int
ersym_hook_pre_violation(const struct ersym_pktinfo *pkt,
			 const struct ersym_facts *facts,
			 const struct ersym_judgement *judgement)
{
	if (ersym_pktinfo_violation(pkt, judgement))
		return NF_DROP;
	ersym_hook_pre_pin(pkt, facts);
	pkt->skb->mark |= ersym_mark_value(&pkt->config->mark,
					   ERSYM_FIELD_STRAY, pkt->actual);
	return NF_ACCEPT;
}

/* Judge the packet, and write the facts that it is the first one to show. */
static noinline unsigned int
ersym_hook_pre_slow(struct ersym_netns *ns, struct sk_buff *skb,
		    const struct nf_hook_state *state)
{
	struct ersym_judgement judgement;
	struct ersym_pktinfo pkt;
	struct ersym_facts facts;

	if (!ersym_pktinfo_begin(&pkt, &facts, ns, skb, state, ERSYM_POINT_PRE))
		return NF_ACCEPT;
	if (facts.tracking == ERSYM_TRACKING_LATER || pkt.circuit) {
		if (facts.tracking != ERSYM_TRACKING_LATER)
			facts.owner = ersym_owner_destination(pkt.config,
							      pkt.circuit, skb,
							      state->pf);
		judgement = ersym_classify(&facts);
		if (judgement.kind != ERSYM_KIND_NONE)
			return ersym_hook_pre_violation(&pkt, &facts,
							&judgement);
	}
	ersym_hook_pre_pin(&pkt, &facts);
	return NF_ACCEPT;
}

/* Pin a packet of a confirmed connection, whatever its ctinfo and device. */
static noinline unsigned int
ersym_hook_pre_known(struct ersym_netns *ns, struct sk_buff *skb,
		     const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(ns->config);
	const struct ersym_linkmap *map;
	enum ip_conntrack_info info;
	struct ersym_expected expected;
	struct nf_conn *ct;

	ct = nf_ct_get(skb, &info);
	if (!ct || !config || !nf_ct_is_confirmed(ct))
		return ersym_hook_pre_slow(ns, skb, state);
	map = rcu_dereference(config->linkmap);
	expected = ersym_pin_expected(map, READ_ONCE(ct->mark), info);
	if (expected.ingress != ersym_linkmap_find(map, state->in->ifindex))
		return ersym_hook_pre_slow(ns, skb, state);
	ersym_pin_packet(skb, map, expected.egress);
	return NF_ACCEPT;
}

/* Begin a connection of the inside. A child is IP_CT_RELATED, so what is
 * IP_CT_NEW has no master whose circuit it would have to leave by.
 */
static noinline unsigned int
ersym_hook_pre_first(struct ersym_netns *ns, struct sk_buff *skb,
		     const struct nf_hook_state *state)
{
	const struct ersym_linkmap *map = rcu_dereference(ns->linkmap);
	unsigned long nfct = skb_get_nfct(skb);
	struct nf_conn *ct;
	u32 mark;

	if (!ersym_flow_is(nfct, IP_CT_NEW))
		return ersym_hook_pre_known(ns, skb, state);
	ct = ersym_flow_conn(nfct, IP_CT_NEW);
	if (nf_ct_is_confirmed(ct) ||
	    !ersym_linkmap_is_in(map, state->in->ifindex, map->in) ||
	    netif_is_l3_master(state->in) ||
	    ersym_packet_is_multicast(skb, state->pf))
		return ersym_hook_pre_known(ns, skb, state);
	ersym_flow_replace(ct, map->mask, map->in, &mark);
	return NF_ACCEPT;
}

/**
 * ersym_hook_pre() - pin a packet that came in on its expected circuit
 * @priv: &struct ersym_netns
 * @skb: the packet
 * @state: state of the hook
 *
 * Context: under the RCU read lock.
 * Return: the verdict for netfilter.
 */
unsigned int ersym_hook_pre(void *priv, struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	struct ersym_netns *ns = priv;
	const struct ersym_linkmap *map = rcu_dereference(ns->linkmap);
	unsigned long nfct = skb_get_nfct(skb);
	int ifindex = state->in->ifindex;
	u32 mark;

	if (ersym_flow_is(nfct, IP_CT_ESTABLISHED_REPLY)) {
		mark = ersym_flow_mark(nfct, IP_CT_ESTABLISHED_REPLY);
		if (likely(ersym_linkmap_is_out(map, ifindex, mark))) {
			ersym_pin_packet(skb, map, mark & map->in);
			return NF_ACCEPT;
		}
	} else if (ersym_flow_is(nfct, IP_CT_ESTABLISHED) && nfct) {
		mark = ersym_flow_mark(nfct, IP_CT_ESTABLISHED);
		if (likely(ersym_linkmap_is_in(map, ifindex, mark))) {
			ersym_pin_packet(skb, map,
					 (mark >> map->width) & map->in);
			return NF_ACCEPT;
		}
	}
	return ersym_hook_pre_first(ns, skb, state);
}

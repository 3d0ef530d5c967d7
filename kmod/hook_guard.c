// SPDX-License-Identifier: GPL-2.0
/*
 * The guard: PREROUTING, before conntrack. A packet on the wrong circuit that
 * is going to be dropped must not change the state of its connection before:
 * a spoofed RST, say, would end it.
 *
 * The hook is registered only while a circuit drops return-in or foreign, and
 * is a ladder of functions as in hook_pre.c:
 *
 * ersym_hook_guard()
 *	Packets on devices where nothing is dropped, and IPv4 packets to the
 *	first pool of their circuit or outside all pools. Reads the link map,
 *	writes nothing.
 * ersym_hook_guard_look()
 *	Other packets that are not to the pool of another circuit. Reads the
 *	configuration, searches the pools, writes nothing.
 * ersym_hook_guard_slow()
 *	Packets to the pool of another circuit: looks up their connection
 *	without changing it, applies the rule, and counts, reports and drops
 *	what the policy drops. All others pass, and are judged after conntrack.
 */
#include "hook_guard.h"

#include <linux/netdevice.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "classify.h"
#include "enforce.h"
#include "netns.h"
#include "owner.h"
#include "pktinfo.h"

/* Judge a packet to the pool of another circuit. With a connection the
 * rule decides by its facts, without one the packet is foreign.
 */
static noinline unsigned int
ersym_hook_guard_slow(struct ersym_netns *ns, struct sk_buff *skb,
		      const struct nf_hook_state *state,
		      const struct ersym_config *config,
		      const struct ersym_circuit *circuit, u16 owner)
{
	struct ersym_judgement judgement = {
		.kind = ERSYM_KIND_FOREIGN,
		.expected = owner,
	};
	struct nf_conntrack_tuple_hash *hash = NULL;
	struct nf_conntrack_tuple tuple;
	struct nf_conntrack_zone zone;
	unsigned int verdict = NF_ACCEPT;
	struct ersym_pktinfo pkt;
	struct nf_conn *template;

	ersym_pktinfo_init(&pkt, ns, config, skb, state->in, circuit,
			   circuit->id);
	template = pkt.ct;
	pkt.ct = NULL;
	if (template && !nf_ct_is_template(template))
		return NF_ACCEPT;
	if (ersym_pktinfo_is_exempt(&pkt, state->pf))
		return NF_ACCEPT;
	ersym_packet_parse(&pkt.packet, skb, state->pf);
	if (pkt.packet.icmp_error)
		return NF_ACCEPT;

	if (pkt.info != IP_CT_UNTRACKED &&
	    nf_ct_get_tuplepr(skb, skb_network_offset(skb), state->pf,
			      state->net, &tuple))
		hash = nf_conntrack_find_get(state->net,
					     nf_ct_zone_tmpl(template,
							     skb,
							     &zone),
					     &tuple);
	if (hash) {
		struct ersym_facts facts;

		pkt.ct = nf_ct_tuplehash_to_ctrack(hash);
		pkt.info = NF_CT_DIRECTION(hash) == IP_CT_DIR_REPLY ?
				   IP_CT_ESTABLISHED_REPLY :
				   IP_CT_ESTABLISHED;
		ersym_pktinfo_facts(&facts, &pkt);
		facts.point = ERSYM_POINT_PRE;
		judgement = ersym_classify(&facts);
	}

	/* What passes here is judged, and counted, after conntrack */
	if (judgement.kind != ERSYM_KIND_NONE &&
	    BIT(judgement.kind) & ERSYM_GUARDED & circuit->drop &&
	    ersym_enforce(config, pkt.ct, &pkt.packet) &&
	    ersym_pktinfo_violation(&pkt, &judgement))
		verdict = NF_DROP;
	if (pkt.ct)
		nf_ct_put(pkt.ct);
	return verdict;
}

/* Search for the owner of the destination. */
static noinline unsigned int
ersym_hook_guard_look(struct ersym_netns *ns, struct sk_buff *skb,
		      const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(ns->config);
	const struct ersym_circuit *circuit;
	u16 actual, owner;

	if (!config)
		return NF_ACCEPT;
	actual = ersym_config_actual(config, state->in->ifindex);
	circuit = ersym_config_circuit(config, actual);
	if (!circuit || !(circuit->drop & ERSYM_GUARDED))
		return NF_ACCEPT;
	owner = ersym_owner_destination(config, circuit, skb, state->pf);
	if (likely(owner == ERSYM_CIRCUIT_UNKNOWN || owner == circuit->id))
		return NF_ACCEPT;
	return ersym_hook_guard_slow(ns, skb, state, config, circuit, owner);
}

/**
 * ersym_hook_guard() - drop violations before conntrack sees them
 * @priv: &struct ersym_netns
 * @skb: the packet
 * @state: state of the hook
 *
 * Context: under the RCU read lock.
 * Return: the verdict for netfilter.
 */
unsigned int ersym_hook_guard(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct ersym_netns *ns = priv;
	const struct ersym_linkmap *map = rcu_dereference(ns->linkmap);
	int ifindex = state->in->ifindex;

	if (ersym_linkmap_passes_all(map, ifindex) ||
	    (state->pf == NFPROTO_IPV4 &&
	     ersym_linkmap_passes(map, ifindex,
				  be32_to_cpu(ip_hdr(skb)->daddr))))
		return NF_ACCEPT;
	return ersym_hook_guard_look(ns, skb, state);
}

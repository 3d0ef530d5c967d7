// SPDX-License-Identifier: GPL-2.0
/* PREROUTING: where a packet came in. */
#include "hook.h"

#include <linux/netdevice.h>

#include "flow.h"
#include "main.h"
#include "owner.h"
#include "visit.h"
#include "way.h"

/* All but packets of a confirmed connection on their right path. It has the
 * arguments of the hook, so that the hook need not keep anything for it.
 */
static noinline unsigned int
ersym_hook_pre_slow(struct ersym_net *en, struct sk_buff *skb,
		    const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(en->config);
	const struct ersym_circuit *circuit;
	const struct ersym_devmap *map;
	struct ersym_judgement judgement;
	struct ersym_visit visit;
	struct ersym_way way;
	struct ersym_case c;

	if (!config)
		return NF_ACCEPT;
	ersym_visit_init(&visit, en, config, skb, state->in,
			 ersym_config_here(config, state->in->ifindex));
	if (ersym_visit_ignores(&visit, state->pf))
		return NF_ACCEPT;
	ersym_visit_case(&c, &visit);
	c.point = ERSYM_POINT_PRE;

	/* Without a connection only links are judged */
	circuit = ersym_config_circuit(config, visit.here);
	if (c.tracking == ERSYM_TRACKING_LATER || circuit) {
		ersym_packet_parse(&visit.packet, skb, state->pf);
		c.icmp_error = visit.packet.icmp_error;
		c.begins = visit.packet.begins;
		if (c.tracking != ERSYM_TRACKING_LATER)
			c.owner = ersym_owner_of_destination(config, circuit,
							     skb, state->pf);
		judgement = ersym_classify(&c);
		if (judgement.kind != ERSYM_KIND_NONE &&
		    ersym_visit_violation(&visit, &judgement))
			return NF_DROP;
	}

	map = rcu_dereference(config->devmap);
	if (c.tracking == ERSYM_TRACKING_FIRST) {
		u32 leave = ersym_way_of_child(map, visit.ct);

		ersym_flow_begin(config, visit.ct, visit.here);
		if (leave)
			ersym_way_pin(skb, map, leave);
	} else if (c.tracking == ERSYM_TRACKING_LATER) {
		if (!c.reply && !c.icmp_error &&
		    c.in == ERSYM_CIRCUIT_UNKNOWN)
			ersym_flow_learn(config, visit.ct, ERSYM_FIELD_IN,
					 visit.here);
		way = ersym_way(map, READ_ONCE(visit.ct->mark), visit.info);
		ersym_way_pin(skb, map, way.leave);
	}
	return NF_ACCEPT;
}

/* What is not answered yet, or came in on a device without a slot. */
static noinline unsigned int
ersym_hook_pre_known(struct ersym_net *en, struct sk_buff *skb,
		     const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(en->config);
	const struct ersym_devmap *map;
	enum ip_conntrack_info info;
	struct ersym_way way;
	struct nf_conn *ct;

	ct = nf_ct_get(skb, &info);
	if (!ct || !config || !nf_ct_is_confirmed(ct))
		return ersym_hook_pre_slow(en, skb, state);
	map = rcu_dereference(config->devmap);
	way = ersym_way(map, READ_ONCE(ct->mark), info);
	if (way.come != ersym_devmap_find(map, state->in->ifindex))
		return ersym_hook_pre_slow(en, skb, state);
	ersym_way_pin(skb, map, way.leave);
	return NF_ACCEPT;
}

/* What begins inside, where nothing is judged: IP_CT_NEW has no master. */
static noinline unsigned int
ersym_hook_pre_first(struct ersym_net *en, struct sk_buff *skb,
		     const struct nf_hook_state *state)
{
	const struct ersym_devmap *map = rcu_dereference(en->devmap);
	unsigned long nfct = skb_get_nfct(skb);
	struct nf_conn *ct;
	u32 mark;

	if (!ersym_flow_is(nfct, IP_CT_NEW))
		return ersym_hook_pre_known(en, skb, state);
	ct = ersym_flow_conn(nfct, IP_CT_NEW);
	if (nf_ct_is_confirmed(ct) ||
	    !ersym_devmap_is_in(map, state->in->ifindex, map->in) ||
	    netif_is_l3_master(state->in) ||
	    ersym_packet_is_multicast(skb, state->pf))
		return ersym_hook_pre_known(en, skb, state);
	ersym_flow_replace(ct, map->mask, map->in, &mark);
	return NF_ACCEPT;
}

/**
 * ersym_hook_pre() - PREROUTING, after conntrack and before NAT
 * @priv: &struct ersym_net
 * @skb: the packet
 * @state: of the hook
 *
 * Context: under the RCU read lock.
 * Return: the verdict of netfilter.
 */
unsigned int ersym_hook_pre(void *priv, struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	struct ersym_net *en = priv;
	const struct ersym_devmap *map = rcu_dereference(en->devmap);
	unsigned long nfct = skb_get_nfct(skb);
	int ifindex = state->in->ifindex;
	u32 mark;

	if (ersym_flow_is(nfct, IP_CT_ESTABLISHED_REPLY)) {
		mark = ersym_flow_mark(nfct, IP_CT_ESTABLISHED_REPLY);
		if (likely(ersym_devmap_is_out(map, ifindex, mark))) {
			ersym_way_pin(skb, map, mark & map->in);
			return NF_ACCEPT;
		}
	} else if (ersym_flow_is(nfct, IP_CT_ESTABLISHED) && nfct) {
		mark = ersym_flow_mark(nfct, IP_CT_ESTABLISHED);
		if (likely(ersym_devmap_is_in(map, ifindex, mark))) {
			ersym_way_pin(skb, map,
				      (mark >> map->width) & map->in);
			return NF_ACCEPT;
		}
	}
	return ersym_hook_pre_first(en, skb, state);
}

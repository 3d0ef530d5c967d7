// SPDX-License-Identifier: GPL-2.0
/* LOCAL_IN and LOCAL_OUT: the host itself. */
#include "hook.h"

#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/dst.h>

#include "flow.h"
#include "main.h"
#include "packet.h"
#include "way.h"

/**
 * ersym_hook_local_in() - LOCAL_IN, before conntrack ends
 * @priv: &struct ersym_net
 * @skb: the packet
 * @state: of the hook
 *
 * A connection to the host itself is born here.
 *
 * Context: under the RCU read lock.
 * Return: the verdict of netfilter.
 */
unsigned int ersym_hook_local_in(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	const struct ersym_config *config;
	struct ersym_net *en = priv;
	enum ip_conntrack_info info;
	struct nf_conn *ct;

	ct = nf_ct_get(skb, &info);
	if (likely(!ct || nf_ct_is_confirmed(ct)))
		return NF_ACCEPT;
	config = rcu_dereference(en->config);
	if (!config)
		return NF_ACCEPT;
	return ersym_flow_born(config, skb, ct, NULL);
}

/**
 * ersym_hook_local_out() - LOCAL_OUT, after conntrack and before NAT
 * @priv: &struct ersym_net
 * @skb: the packet
 * @state: of the hook
 *
 * The host's own packets: they come from the inside, and answers leave by the
 * circuit that the request came in on.
 *
 * Context: under the RCU read lock.
 * Return: the verdict of netfilter.
 */
unsigned int ersym_hook_local_out(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	struct ersym_net *en = priv;
	const struct ersym_config *config = rcu_dereference(en->config);
	const struct ersym_devmap *map;
	enum ip_conntrack_info info;
	struct nf_conn *ct;
	u32 mark, leave;
	int err;

	ct = nf_ct_get(skb, &info);
	if (!ct || !config || ersym_packet_is_multicast(skb, state->pf))
		return NF_ACCEPT;
	map = rcu_dereference(config->devmap);
	/* An answer to what has no entry yet is somebody's REJECT */
	if (!nf_ct_is_confirmed(ct) &&
	    CTINFO2DIR(info) == IP_CT_DIR_ORIGINAL) {
		leave = ersym_way_of_child(map, ct);
		ersym_flow_begin(config, ct, ERSYM_CIRCUIT_INSIDE);
	} else {
		mark = READ_ONCE(ct->mark);
		leave = ersym_way(map, mark, info).leave;
		if (CTINFO2DIR(info) == IP_CT_DIR_ORIGINAL &&
		    ersym_config_fact(config, mark, ERSYM_FIELD_IN) ==
		    ERSYM_CIRCUIT_UNKNOWN)
			ersym_flow_learn(config, ct, ERSYM_FIELD_IN,
					 ERSYM_CIRCUIT_INSIDE);
	}

	/* A socket may have a mark of its own: only a circuit replaces it */
	if (!leave || leave == map->in)
		return NF_ACCEPT;
	ersym_way_pin(skb, map, leave);
	if (ersym_devmap_find(map, skb_dst(skb)->dev->ifindex) == leave)
		return NF_ACCEPT;

	err = state->pf == NFPROTO_IPV4 ?
	      ip_route_me_harder(state->net, state->sk, skb, RTN_UNSPEC) :
	      nf_ip6_route_me_harder(state->net, state->sk, skb);
	return err < 0 ? NF_DROP_ERR(err) : NF_ACCEPT;
}

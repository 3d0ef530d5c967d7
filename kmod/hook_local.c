// SPDX-License-Identifier: GPL-2.0
/* LOCAL_IN and LOCAL_OUT: connections of the host itself. */
#include "hook_local.h"

#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/dst.h>

#include "flow.h"
#include "netns.h"
#include "packet.h"
#include "pin.h"

/**
 * ersym_hook_local_in() - confirm and count a connection to the host
 * @priv: &struct ersym_netns
 * @skb: the packet
 * @state: state of the hook
 *
 * LOCAL_IN, just before conntrack confirms. Delivery leaves "out" unknown, so
 * a packet of a confirmed connection has nothing to be judged by here.
 *
 * Context: under the RCU read lock.
 * Return: the verdict for netfilter.
 */
unsigned int ersym_hook_local_in(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	const struct ersym_config *config;
	struct ersym_netns *ns = priv;
	enum ip_conntrack_info info;
	struct nf_conn *ct;

	ct = nf_ct_get(skb, &info);
	if (likely(!ct || nf_ct_is_confirmed(ct)))
		return NF_ACCEPT;
	config = rcu_dereference(ns->config);
	if (!config)
		return NF_ACCEPT;
	return ersym_flow_confirm(config, skb, ct, NULL);
}

/**
 * ersym_hook_local_out() - pin a packet of the host to its circuit
 * @priv: &struct ersym_netns
 * @skb: the packet
 * @state: state of the hook
 *
 * LOCAL_OUT, after conntrack and before NAT. A connection that the host begins
 * came in on the inside; an answer of the host leaves by the circuit that the
 * request came in on, and is routed again if another one was chosen.
 *
 * Context: under the RCU read lock.
 * Return: the verdict for netfilter.
 */
unsigned int ersym_hook_local_out(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	struct ersym_netns *ns = priv;
	const struct ersym_config *config = rcu_dereference(ns->config);
	const struct ersym_linkmap *map;
	enum ip_conntrack_info info;
	struct nf_conn *ct;
	u32 mark, egress;
	int err;

	ct = nf_ct_get(skb, &info);
	if (!ct || !config || ersym_packet_is_multicast(skb, state->pf))
		return NF_ACCEPT;
	map = rcu_dereference(config->linkmap);
	/* A reply on an unconfirmed connection is sent by a REJECT rule */
	if (!nf_ct_is_confirmed(ct) &&
	    CTINFO2DIR(info) == IP_CT_DIR_ORIGINAL) {
		egress = ersym_pin_child(map, ct);
		ersym_flow_begin(config, ct, ERSYM_CIRCUIT_INSIDE);
	} else {
		mark = READ_ONCE(ct->mark);
		egress = ersym_pin_expected(map, mark, info).egress;
		if (CTINFO2DIR(info) == IP_CT_DIR_ORIGINAL &&
		    ersym_config_fact(config, mark, ERSYM_FIELD_IN) ==
		    ERSYM_CIRCUIT_UNKNOWN)
			ersym_flow_learn(config, ct, ERSYM_FIELD_IN,
					 ERSYM_CIRCUIT_INSIDE);
	}

	/* A socket's own mark is replaced only if the packet is pinned */
	if (!egress || egress == map->in)
		return NF_ACCEPT;
	ersym_pin_packet(skb, map, egress);
	if (ersym_linkmap_find(map, skb_dst(skb)->dev->ifindex) == egress)
		return NF_ACCEPT;

	err = state->pf == NFPROTO_IPV4 ?
	      ip_route_me_harder(state->net, state->sk, skb, RTN_UNSPEC) :
	      nf_ip6_route_me_harder(state->net, state->sk, skb);
	return err < 0 ? NF_DROP_ERR(err) : NF_ACCEPT;
}

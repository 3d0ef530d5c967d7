// SPDX-License-Identifier: GPL-2.0
/* POSTROUTING: where a packet leaves. */
#include "hook.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <net/dst.h>
#include <net/ip.h>

#include "flow.h"
#include "main.h"
#include "owner.h"
#include "visit.h"
#include "way.h"

/* IP6SKB_FORWARDED is for multicast alone; the device that a packet came in on
 * is known of those that came in.
 */
static bool ersym_hook_is_forwarded(const struct sk_buff *skb, u8 family)
{
	return family == NFPROTO_IPV4 ?
	       IPCB(skb)->flags & IPSKB_FORWARDED : IP6CB(skb)->iif;
}

static bool ersym_hook_is_private(const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return ersym_ipv4_is_private(ip_hdr(skb)->saddr) ||
		       ersym_ipv4_is_private(ip_hdr(skb)->daddr);
	return ersym_ipv6_is_private(&ipv6_hdr(skb)->saddr) ||
	       ersym_ipv6_is_private(&ipv6_hdr(skb)->daddr);
}

/* By a policy of IPsec, after this hook */
static bool ersym_hook_is_encrypted_later(const struct sk_buff *skb)
{
#ifdef CONFIG_XFRM
	const struct dst_entry *dst = skb_dst(skb);

	return dst && dst_xfrm(dst);
#else
	return false;
#endif
}

static noinline unsigned int
ersym_hook_post_slow(struct ersym_net *en, struct sk_buff *skb,
		     const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(en->config);
	const struct ersym_circuit *circuit;
	struct ersym_judgement judgement;
	struct ersym_visit visit;
	struct ersym_case c;

	if (!config)
		return NF_ACCEPT;
	ersym_visit_init(&visit, en, config, skb, state->out,
			 ersym_config_here(config, state->out->ifindex));
	if (ersym_visit_ignores(&visit, state->pf))
		return NF_ACCEPT;
	ersym_visit_case(&c, &visit);
	c.point = ERSYM_POINT_POST;

	circuit = ersym_config_circuit(config, visit.here);
	if (c.tracking == ERSYM_TRACKING_LATER || circuit) {
		ersym_packet_parse(&visit.packet, skb, state->pf);
		c.icmp_error = visit.packet.icmp_error;
		if (c.tracking != ERSYM_TRACKING_LATER) {
			c.owner = ersym_owner_of_source(config, circuit, skb,
							state->pf);
			c.public_only = circuit->public_only;
			c.private = ersym_hook_is_forwarded(skb, state->pf) &&
				    ersym_hook_is_private(skb, state->pf);
			c.encrypted_later = ersym_hook_is_encrypted_later(skb);
		}
		judgement = ersym_classify(&c);
		if (judgement.kind != ERSYM_KIND_NONE &&
		    ersym_visit_violation(&visit, &judgement))
			return NF_DROP;
	}

	if (c.tracking == ERSYM_TRACKING_FIRST) {
		ersym_flow_learn(config, visit.ct, ERSYM_FIELD_OUT, visit.here);
		return ersym_flow_born(config, skb, visit.ct, circuit);
	}
	if (c.tracking == ERSYM_TRACKING_LATER && !c.reply && !c.icmp_error &&
	    c.out == ERSYM_CIRCUIT_UNKNOWN)
		ersym_flow_learn(config, visit.ct, ERSYM_FIELD_OUT, visit.here);
	return NF_ACCEPT;
}

/* Whether the first packet of a connection can be no leak. */
static __always_inline bool
ersym_hook_is_fit(const struct ersym_config *config,
		  const struct ersym_circuit *circuit,
		  const struct sk_buff *skb, u8 family)
{
	u16 owner = ersym_owner_of_source(config, circuit, skb, family);

	return (owner == circuit->id || owner == ERSYM_CIRCUIT_UNKNOWN) &&
	       !(circuit->public_only && ersym_hook_is_private(skb, family));
}

static noinline unsigned int
ersym_hook_post_known(struct ersym_net *en, struct sk_buff *skb,
		      const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(en->config);
	const struct ersym_devmap *map;
	enum ip_conntrack_info info;
	const struct nf_conn *ct;

	ct = nf_ct_get(skb, &info);
	if (!ct || !config || !nf_ct_is_confirmed(ct))
		return ersym_hook_post_slow(en, skb, state);
	map = rcu_dereference(config->devmap);
	if (ersym_way(map, READ_ONCE(ct->mark), info).leave !=
	    ersym_devmap_find(map, state->out->ifindex))
		return ersym_hook_post_slow(en, skb, state);
	return NF_ACCEPT;
}

static noinline unsigned int
ersym_hook_post_first(struct ersym_net *en, struct sk_buff *skb,
		      const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(en->config);
	unsigned long nfct = skb_get_nfct(skb);
	u32 ifindex = state->out->ifindex;
	const struct ersym_circuit *out;
	const struct ersym_devmap *map;
	struct nf_conn *ct;
	u32 mark;

	if (!config || !ersym_flow_is(nfct, IP_CT_NEW))
		return ersym_hook_post_known(en, skb, state);
	ct = ersym_flow_conn(nfct, IP_CT_NEW);
	if (nf_ct_is_confirmed(ct))
		return ersym_hook_post_known(en, skb, state);
	/* With "in" written it is none of those that are ignored */
	map = rcu_dereference(config->devmap);
	if (!(READ_ONCE(ct->mark) & map->in) ||
	    unlikely(ifindex >= map->slots) || netif_is_l3_master(state->out))
		return ersym_hook_post_slow(en, skb, state);
	out = ersym_config_circuit(config,
				   ersym_mark_get(&config->mark,
						  map->slot[ifindex].in,
						  ERSYM_FIELD_IN));
	if (out && !ersym_hook_is_fit(config, out, skb, state->pf))
		return ersym_hook_post_slow(en, skb, state);
	ersym_flow_replace(ct, map->out, map->slot[ifindex].out, &mark);
	return ersym_flow_born(config, skb, ct, out);
}

/**
 * ersym_hook_post() - POSTROUTING, after NAT and before conntrack ends
 * @priv: &struct ersym_net
 * @skb: the packet
 * @state: of the hook
 *
 * Context: under the RCU read lock.
 * Return: the verdict of netfilter.
 */
unsigned int ersym_hook_post(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	struct ersym_net *en = priv;
	const struct ersym_devmap *map = rcu_dereference(en->devmap);
	unsigned long nfct = skb_get_nfct(skb);
	int ifindex = state->out->ifindex;
	u32 mark;

	if (ersym_flow_is(nfct, IP_CT_ESTABLISHED_REPLY)) {
		mark = ersym_flow_mark(nfct, IP_CT_ESTABLISHED_REPLY);
		if (likely(ersym_devmap_is_in(map, ifindex, mark)))
			return NF_ACCEPT;
	} else if (ersym_flow_is(nfct, IP_CT_ESTABLISHED) && nfct) {
		mark = ersym_flow_mark(nfct, IP_CT_ESTABLISHED);
		if (likely(ersym_devmap_is_out(map, ifindex, mark)))
			return NF_ACCEPT;
	}
	return ersym_hook_post_first(en, skb, state);
}

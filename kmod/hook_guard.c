// SPDX-License-Identifier: GPL-2.0
/* The guard: what can be told before conntrack is dropped there. */
#include "hook.h"

#include <linux/netdevice.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "classify.h"
#include "main.h"
#include "owner.h"
#include "visit.h"

/* A packet to the pool of another circuit, on one that drops such before
 * conntrack sees them. A look-up that changes nothing tells the two kinds
 * apart.
 */
static noinline unsigned int
ersym_hook_guard_slow(struct ersym_net *en, struct sk_buff *skb,
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
	struct ersym_visit visit;
	struct nf_conn *template;

	ersym_visit_init(&visit, en, config, skb, state->in, circuit->id);
	template = visit.ct;
	visit.ct = NULL;
	if (template && !nf_ct_is_template(template))
		return NF_ACCEPT;
	if (ersym_visit_ignores(&visit, state->pf))
		return NF_ACCEPT;
	ersym_packet_parse(&visit.packet, skb, state->pf);
	if (visit.packet.icmp_error)
		return NF_ACCEPT;

	if (visit.info != IP_CT_UNTRACKED &&
	    nf_ct_get_tuplepr(skb, skb_network_offset(skb),
			      state->pf, state->net, &tuple))
		hash = nf_conntrack_find_get(state->net,
					     nf_ct_zone_tmpl(template,
							     skb,
							     &zone),
					     &tuple);
	if (hash) {
		struct ersym_case c;

		visit.ct = nf_ct_tuplehash_to_ctrack(hash);
		visit.info = NF_CT_DIRECTION(hash) == IP_CT_DIR_REPLY ?
			      IP_CT_ESTABLISHED_REPLY : IP_CT_ESTABLISHED;
		ersym_visit_case(&c, &visit);
		c.point = ERSYM_POINT_PRE;
		judgement = ersym_classify(&c);
	}

	/* What is not dropped here is judged, and counted, after conntrack */
	if (judgement.kind != ERSYM_KIND_NONE &&
	    BIT(judgement.kind) & ERSYM_GUARDED &
	    circuit->drop &&
	    ersym_visit_violation(&visit, &judgement))
		verdict = NF_DROP;
	if (visit.ct)
		nf_ct_put(visit.ct);
	return verdict;
}

/* It has the arguments of the hook, in place. */
static noinline unsigned int
ersym_hook_guard_look(struct ersym_net *en, struct sk_buff *skb,
		      const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(en->config);
	const struct ersym_circuit *circuit;
	u16 owner;

	if (!config)
		return NF_ACCEPT;
	circuit = ersym_config_circuit(config,
				       ersym_config_here(config,
							 state->in->ifindex));
	if (!circuit || !(circuit->drop & ERSYM_GUARDED))
		return NF_ACCEPT;
	owner = ersym_owner_of_destination(config, circuit, skb, state->pf);
	if (likely(owner == ERSYM_CIRCUIT_UNKNOWN || owner == circuit->id))
		return NF_ACCEPT;
	return ersym_hook_guard_slow(en, skb, state, config, circuit, owner);
}

/**
 * ersym_hook_guard() - PREROUTING, before conntrack
 * @priv: &struct ersym_net
 * @skb: the packet
 * @state: of the hook
 *
 * Context: under the RCU read lock.
 * Return: the verdict of netfilter.
 */
unsigned int ersym_hook_guard(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct ersym_net *en = priv;
	const struct ersym_devmap *map = rcu_dereference(en->devmap);
	int ifindex = state->in->ifindex;

	if (ersym_devmap_passes_all(map, ifindex) ||
	    (state->pf == NFPROTO_IPV4 &&
	     ersym_devmap_passes(map, ifindex,
				 be32_to_cpu(ip_hdr(skb)->daddr))))
		return NF_ACCEPT;
	return ersym_hook_guard_look(en, skb, state);
}

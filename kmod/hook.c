// SPDX-License-Identifier: GPL-2.0
#include "hook.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_ecache.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "classify.h"
#include "flow.h"
#include "main.h"
#include "packet.h"
#include "trace.h"

/**
 * struct ersym_visit - a packet at a hook
 * @en: the namespace
 * @config: in force
 * @skb: the packet
 * @dev: that it came in on or is about to leave by
 * @ct: its connection, or NULL
 * @info: what conntrack says of it
 * @here: circuit of @dev
 * @packet: its headers, once they are read
 */
struct ersym_visit {
	struct ersym_net *en;
	const struct ersym_config *config;
	struct sk_buff *skb;
	const struct net_device *dev;
	struct nf_conn *ct;
	enum ip_conntrack_info info;
	u16 here;
	struct ersym_packet packet;
};

static void ersym_hook_visit(struct ersym_visit *visit, struct ersym_net *en,
			     const struct ersym_config *config,
			     struct sk_buff *skb, const struct net_device *dev)
{
	const struct ersym_devmap *map = rcu_dereference(config->devmap);

	visit->en = en;
	visit->config = config;
	visit->skb = skb;
	visit->dev = dev;
	visit->ct = nf_ct_get(skb, &visit->info);
	visit->here = ersym_mark_get(&config->mark,
				     ersym_devmap_find(map, dev->ifindex),
				     ERSYM_FIELD_IN);
}

/* Most addresses on a circuit are in its own first pool. */
static __always_inline u16
ersym_hook_owner_ipv4(const struct ersym_config *config,
		      const struct ersym_circuit *circuit, __be32 address)
{
	if (circuit->pool && ersym_pool_has_ipv4(circuit->pool, address))
		return circuit->id;
	return ersym_pools_owner_ipv4(&config->ipv4, address);
}

static __always_inline u16
ersym_hook_source_owner(const struct ersym_config *config,
			const struct ersym_circuit *circuit,
			const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return ersym_hook_owner_ipv4(config, circuit,
					     ip_hdr(skb)->saddr);
	return ersym_pools_owner(&config->ipv6, &ipv6_hdr(skb)->saddr);
}

static __always_inline u16
ersym_hook_destination_owner(const struct ersym_config *config,
			     const struct ersym_circuit *circuit,
			     const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return ersym_hook_owner_ipv4(config, circuit,
					     ip_hdr(skb)->daddr);
	return ersym_pools_owner(&config->ipv6, &ipv6_hdr(skb)->daddr);
}

/* Ids that are not configured are no facts: left by another mask, or by a
 * circuit that is gone.
 */
static u16 ersym_hook_fact(const struct ersym_config *config, u32 mark,
			   enum ersym_field field)
{
	u16 id = ersym_mark_get(&config->mark, mark, field);

	if (id != ERSYM_CIRCUIT_INSIDE && !ersym_config_circuit(config, id))
		return ERSYM_CIRCUIT_UNKNOWN;
	return id;
}

/**
 * struct ersym_way - the way of a packet by the facts of its connection
 * @come: the circuit that it must come in on
 * @leave: the circuit that it must leave by
 *
 * Both as the field "in" has them, in place.
 */
struct ersym_way {
	u32 come;
	u32 leave;
};

static __always_inline struct ersym_way
ersym_hook_way(const struct ersym_devmap *map, u32 mark,
	       enum ip_conntrack_info info)
{
	u32 in = mark & map->in;
	u32 out = (mark >> map->width) & map->in;
	bool reply = CTINFO2DIR(info) == IP_CT_DIR_REPLY;

	return (struct ersym_way){
		.come = reply ? out : in,
		.leave = reply ? in : out,
	};
}

/* Routes a packet the way its connection goes, if that is a circuit. */
static __always_inline void ersym_hook_pin(struct sk_buff *skb,
					   const struct ersym_devmap *map,
					   u32 leave)
{
	if (leave != map->in)
		skb->mark = (skb->mark & map->keep) | leave;
	else if (unlikely(skb->mark & map->mask))
		skb->mark &= map->keep;
}

/* Whether conntrack says this of a packet, in the word that has its connection.
 * A packet without one can only be IP_CT_ESTABLISHED, which is 0.
 */
static __always_inline bool ersym_hook_is(unsigned long nfct,
					  enum ip_conntrack_info info)
{
	return !((nfct - info) & NFCT_INFOMASK);
}

/* The connection of such a packet. */
static __always_inline struct nf_conn *
ersym_hook_conn(unsigned long nfct, enum ip_conntrack_info info)
{
	return (struct nf_conn *)(nfct - info);
}

static __always_inline u32 ersym_hook_mark(unsigned long nfct,
					   enum ip_conntrack_info info)
{
	return READ_ONCE(ersym_hook_conn(nfct, info)->mark);
}

/* A helper of NAT gives a child the source of its master's packets as soon as
 * its first one is seen, before it is routed: it must go where they go.
 *
 * Return: the circuit it must leave by, as the field "in" has it, in place;
 * 0 if the child has its own source.
 */
static u32 ersym_hook_child(const struct ersym_devmap *map,
			    const struct nf_conn *ct)
{
	const struct nf_conn *master = ct->master;
	const union nf_inet_addr *source;

	if (!master || !(READ_ONCE(ct->status) & IPS_SRC_NAT))
		return 0;
	source = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.src.u3;
	if (nf_inet_addr_cmp(source, &master->tuplehash[IP_CT_DIR_ORIGINAL]
						.tuple.src.u3))
		return ersym_hook_way(map, READ_ONCE(master->mark),
				      IP_CT_ESTABLISHED).leave;
	if (nf_inet_addr_cmp(source, &master->tuplehash[IP_CT_DIR_REPLY]
						.tuple.src.u3))
		return ersym_hook_way(map, READ_ONCE(master->mark),
				      IP_CT_ESTABLISHED_REPLY).leave;
	return 0;
}

static bool ersym_hook_strays(const struct ersym_visit *visit, int kind)
{
	switch (kind) {
	case ERSYM_KIND_FOREIGN:
	case ERSYM_KIND_ORPHAN:
	case ERSYM_KIND_RELATED:
		return false;
	default:
		return visit->ct;
	}
}

/* Count and tell. Return: whether to drop. */
static bool ersym_hook_violation(const struct ersym_visit *visit,
				 const struct ersym_judgement *judgement)
{
	const struct ersym_config *config = visit->config;
	bool strayed = false, tell, drop;

	drop = judgement->kind != ERSYM_KIND_RELATED &&
	       ersym_config_drop(config, visit->here) & BIT(judgement->kind);

	if (ersym_hook_strays(visit, judgement->kind)) {
		u32 bits = ersym_mark_bits(&config->mark, ERSYM_FIELD_STRAY);
		u32 value = ersym_mark_value(&config->mark, ERSYM_FIELD_STRAY,
					     visit->here);

		strayed = (ersym_flow_write(visit->ct, bits, value) & bits) !=
			  value;
		tell = strayed;
	} else {
		tell = judgement->kind != ERSYM_KIND_RELATED;
	}

	ersym_stats_count(&visit->en->stats, judgement, visit->here,
			  visit->skb->len, strayed);
	trace_violation(visit->en->net, visit->dev, &visit->packet, judgement,
			visit->here, drop);
	if (tell)
		ersym_event_violation(visit->en, config, &visit->packet,
				      judgement, visit->here, visit->dev,
				      drop);
	return drop;
}

static enum ersym_tracking ersym_hook_tracking(const struct ersym_visit *visit)
{
	if (!visit->ct)
		return visit->info == IP_CT_UNTRACKED ? ERSYM_TRACKING_OFF :
							ERSYM_TRACKING_NONE;
	return nf_ct_is_confirmed(visit->ct) ? ERSYM_TRACKING_LATER :
					       ERSYM_TRACKING_FIRST;
}

static void ersym_hook_case(struct ersym_case *c,
			    const struct ersym_visit *visit)
{
	memset(c, 0, sizeof(*c));
	c->here = visit->here;
	c->tracking = ersym_hook_tracking(visit);
	if (c->tracking == ERSYM_TRACKING_LATER) {
		u32 mark = READ_ONCE(visit->ct->mark);

		c->reply = CTINFO2DIR(visit->info) == IP_CT_DIR_REPLY;
		c->in = ersym_hook_fact(visit->config, mark, ERSYM_FIELD_IN);
		c->out = ersym_hook_fact(visit->config, mark, ERSYM_FIELD_OUT);
	}
}

/* VRF: a packet comes by once more with the l3 master, which is no path. */
static bool ersym_hook_ignores(const struct ersym_visit *visit, u8 family)
{
	return netif_is_l3_master(visit->dev) ||
	       ersym_packet_is_multicast(visit->skb, family);
}

/* A child begins with the mark of its master: all fields are written. */
static void ersym_hook_first(const struct ersym_config *config,
			     struct nf_conn *ct, u16 here)
{
	const struct ersym_mark *mark = &config->mark;

	ersym_flow_write(ct, mark->mask,
			 ersym_mark_value(mark, ERSYM_FIELD_IN, here));
}

static void ersym_hook_learn(const struct ersym_config *config,
			     struct nf_conn *ct, enum ersym_field field,
			     u16 here)
{
	const struct ersym_mark *mark = &config->mark;

	ersym_flow_write(ct, ersym_mark_bits(mark, field),
			 ersym_mark_value(mark, field, here));
}

static void ersym_hook_count(const struct ersym_circuit *in,
			     const struct ersym_circuit *out)
{
	if (in)
		ersym_births_count(in->births, true, in == out);
	if (out && out != in)
		ersym_births_count(out->births, false, true);
}

/* Of several packets that began a connection at once, on other CPUs or in a
 * queue, only one gives birth to it, and none if somebody rejects it. Conntrack
 * decides that when it confirms them: here, a moment before its own hook would.
 */
static __always_inline unsigned int
ersym_hook_born(const struct ersym_config *config, struct sk_buff *skb,
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
		ersym_hook_count(in, out);
	return NF_ACCEPT;
}

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
	ersym_hook_visit(&visit, en, config, skb, state->in);
	if (ersym_hook_ignores(&visit, state->pf))
		return NF_ACCEPT;
	ersym_hook_case(&c, &visit);
	c.point = ERSYM_POINT_PRE;

	/* Without a connection only links are judged */
	circuit = ersym_config_circuit(config, visit.here);
	if (c.tracking == ERSYM_TRACKING_LATER || circuit) {
		ersym_packet_parse(&visit.packet, skb, state->pf);
		c.icmp_error = visit.packet.icmp_error;
		c.begins = visit.packet.begins;
		if (c.tracking != ERSYM_TRACKING_LATER)
			c.owner = ersym_hook_destination_owner(config, circuit,
							       skb, state->pf);
		judgement = ersym_classify(&c);
		if (judgement.kind != ERSYM_KIND_NONE &&
		    ersym_hook_violation(&visit, &judgement))
			return NF_DROP;
	}

	map = rcu_dereference(config->devmap);
	if (c.tracking == ERSYM_TRACKING_FIRST) {
		u32 leave = ersym_hook_child(map, visit.ct);

		ersym_hook_first(config, visit.ct, visit.here);
		if (leave)
			ersym_hook_pin(skb, map, leave);
	} else if (c.tracking == ERSYM_TRACKING_LATER) {
		if (!c.reply && !c.icmp_error &&
		    c.in == ERSYM_CIRCUIT_UNKNOWN)
			ersym_hook_learn(config, visit.ct, ERSYM_FIELD_IN,
					 visit.here);
		way = ersym_hook_way(map, READ_ONCE(visit.ct->mark),
				     visit.info);
		ersym_hook_pin(skb, map, way.leave);
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
	way = ersym_hook_way(map, READ_ONCE(ct->mark), info);
	if (way.come != ersym_devmap_find(map, state->in->ifindex))
		return ersym_hook_pre_slow(en, skb, state);
	ersym_hook_pin(skb, map, way.leave);
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

	if (!ersym_hook_is(nfct, IP_CT_NEW))
		return ersym_hook_pre_known(en, skb, state);
	ct = ersym_hook_conn(nfct, IP_CT_NEW);
	if (nf_ct_is_confirmed(ct) ||
	    !ersym_devmap_is_in(map, state->in->ifindex, map->in) ||
	    netif_is_l3_master(state->in) ||
	    ersym_packet_is_multicast(skb, state->pf))
		return ersym_hook_pre_known(en, skb, state);
	ersym_flow_replace(ct, map->mask, map->in, &mark);
	return NF_ACCEPT;
}

static unsigned int ersym_hook_pre(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	struct ersym_net *en = priv;
	const struct ersym_devmap *map = rcu_dereference(en->devmap);
	unsigned long nfct = skb_get_nfct(skb);
	int ifindex = state->in->ifindex;
	u32 mark;

	if (ersym_hook_is(nfct, IP_CT_ESTABLISHED_REPLY)) {
		mark = ersym_hook_mark(nfct, IP_CT_ESTABLISHED_REPLY);
		if (likely(ersym_devmap_is_out(map, ifindex, mark))) {
			ersym_hook_pin(skb, map, mark & map->in);
			return NF_ACCEPT;
		}
	} else if (ersym_hook_is(nfct, IP_CT_ESTABLISHED) && nfct) {
		mark = ersym_hook_mark(nfct, IP_CT_ESTABLISHED);
		if (likely(ersym_devmap_is_in(map, ifindex, mark))) {
			ersym_hook_pin(skb, map,
				       (mark >> map->width) & map->in);
			return NF_ACCEPT;
		}
	}
	return ersym_hook_pre_first(en, skb, state);
}

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
	ersym_hook_visit(&visit, en, config, skb, state->out);
	if (ersym_hook_ignores(&visit, state->pf))
		return NF_ACCEPT;
	ersym_hook_case(&c, &visit);
	c.point = ERSYM_POINT_POST;

	circuit = ersym_config_circuit(config, visit.here);
	if (c.tracking == ERSYM_TRACKING_LATER || circuit) {
		ersym_packet_parse(&visit.packet, skb, state->pf);
		c.icmp_error = visit.packet.icmp_error;
		if (c.tracking != ERSYM_TRACKING_LATER) {
			c.owner = ersym_hook_source_owner(config, circuit, skb,
							  state->pf);
			c.public_only = circuit->public_only;
			c.private = ersym_hook_is_forwarded(skb, state->pf) &&
				    ersym_hook_is_private(skb, state->pf);
			c.encrypted_later = ersym_hook_is_encrypted_later(skb);
		}
		judgement = ersym_classify(&c);
		if (judgement.kind != ERSYM_KIND_NONE &&
		    ersym_hook_violation(&visit, &judgement))
			return NF_DROP;
	}

	if (c.tracking == ERSYM_TRACKING_FIRST) {
		ersym_hook_learn(config, visit.ct, ERSYM_FIELD_OUT, visit.here);
		return ersym_hook_born(config, skb, visit.ct, circuit);
	}
	if (c.tracking == ERSYM_TRACKING_LATER && !c.reply && !c.icmp_error &&
	    c.out == ERSYM_CIRCUIT_UNKNOWN)
		ersym_hook_learn(config, visit.ct, ERSYM_FIELD_OUT, visit.here);
	return NF_ACCEPT;
}

/* Whether the first packet of a connection can be no leak. */
static __always_inline bool
ersym_hook_is_fit(const struct ersym_config *config,
		  const struct ersym_circuit *circuit,
		  const struct sk_buff *skb, u8 family)
{
	u16 owner = ersym_hook_source_owner(config, circuit, skb, family);

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
	if (ersym_hook_way(map, READ_ONCE(ct->mark), info).leave !=
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

	if (!config || !ersym_hook_is(nfct, IP_CT_NEW))
		return ersym_hook_post_known(en, skb, state);
	ct = ersym_hook_conn(nfct, IP_CT_NEW);
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
	return ersym_hook_born(config, skb, ct, out);
}

static unsigned int ersym_hook_post(void *priv, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	struct ersym_net *en = priv;
	const struct ersym_devmap *map = rcu_dereference(en->devmap);
	unsigned long nfct = skb_get_nfct(skb);
	int ifindex = state->out->ifindex;
	u32 mark;

	if (ersym_hook_is(nfct, IP_CT_ESTABLISHED_REPLY)) {
		mark = ersym_hook_mark(nfct, IP_CT_ESTABLISHED_REPLY);
		if (likely(ersym_devmap_is_in(map, ifindex, mark)))
			return NF_ACCEPT;
	} else if (ersym_hook_is(nfct, IP_CT_ESTABLISHED) && nfct) {
		mark = ersym_hook_mark(nfct, IP_CT_ESTABLISHED);
		if (likely(ersym_devmap_is_out(map, ifindex, mark)))
			return NF_ACCEPT;
	}
	return ersym_hook_post_first(en, skb, state);
}

/* A connection to the host itself is born here. */
static unsigned int ersym_hook_local_in(void *priv, struct sk_buff *skb,
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
	return ersym_hook_born(config, skb, ct, NULL);
}

/* The host's own packets: they come from the inside, and answers leave by
 * the circuit that the request came in on.
 */
static unsigned int ersym_hook_local_out(void *priv, struct sk_buff *skb,
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
		leave = ersym_hook_child(map, ct);
		ersym_hook_first(config, ct, ERSYM_CIRCUIT_INSIDE);
	} else {
		mark = READ_ONCE(ct->mark);
		leave = ersym_hook_way(map, mark, info).leave;
		if (CTINFO2DIR(info) == IP_CT_DIR_ORIGINAL &&
		    ersym_hook_fact(config, mark, ERSYM_FIELD_IN) ==
		    ERSYM_CIRCUIT_UNKNOWN)
			ersym_hook_learn(config, ct, ERSYM_FIELD_IN,
					 ERSYM_CIRCUIT_INSIDE);
	}

	/* A socket may have a mark of its own: only a circuit replaces it */
	if (!leave || leave == map->in)
		return NF_ACCEPT;
	ersym_hook_pin(skb, map, leave);
	if (ersym_devmap_find(map, skb_dst(skb)->dev->ifindex) == leave)
		return NF_ACCEPT;

	err = state->pf == NFPROTO_IPV4 ?
	      ip_route_me_harder(state->net, state->sk, skb, RTN_UNSPEC) :
	      nf_ip6_route_me_harder(state->net, state->sk, skb);
	return err < 0 ? NF_DROP_ERR(err) : NF_ACCEPT;
}

/* A packet to the pool of another circuit, on one that drops such before
 * conntrack sees them. A look-up that changes nothing tells the two kinds
 * apart.
 */
static noinline unsigned int
ersym_hook_guard_slow(struct ersym_net *en, const struct ersym_config *config,
		      struct sk_buff *skb, const struct nf_hook_state *state,
		      u16 owner)
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

	ersym_hook_visit(&visit, en, config, skb, state->in);
	template = visit.ct;
	visit.ct = NULL;
	if (template && !nf_ct_is_template(template))
		return NF_ACCEPT;
	if (ersym_hook_ignores(&visit, state->pf))
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
		ersym_hook_case(&c, &visit);
		c.point = ERSYM_POINT_PRE;
		judgement = ersym_classify(&c);
	}

	/* What is not dropped here is judged, and counted, after conntrack */
	if (judgement.kind != ERSYM_KIND_NONE &&
	    BIT(judgement.kind) & ERSYM_GUARDED &
	    ersym_config_drop(config, visit.here) &&
	    ersym_hook_violation(&visit, &judgement))
		verdict = NF_DROP;
	if (visit.ct)
		nf_ct_put(visit.ct);
	return verdict;
}

static noinline unsigned int
ersym_hook_guard_link(struct ersym_net *en, struct sk_buff *skb,
		      const struct nf_hook_state *state)
{
	const struct ersym_config *config = rcu_dereference(en->config);
	const struct ersym_circuit *circuit;
	u16 here, owner;

	if (!config)
		return NF_ACCEPT;
	here = ersym_mark_get(&config->mark,
			      ersym_devmap_find(rcu_dereference(config->devmap),
						state->in->ifindex),
			      ERSYM_FIELD_IN);
	circuit = ersym_config_circuit(config, here);
	if (!circuit || !(circuit->drop & ERSYM_GUARDED))
		return NF_ACCEPT;
	owner = ersym_hook_destination_owner(config, circuit, skb, state->pf);
	if (likely(owner == ERSYM_CIRCUIT_UNKNOWN || owner == here))
		return NF_ACCEPT;

	return ersym_hook_guard_slow(en, config, skb, state, owner);
}

static unsigned int ersym_hook_guard(void *priv, struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	struct ersym_net *en = priv;
	const struct ersym_devmap *map = rcu_dereference(en->devmap);

	/* What comes from the inside is not guarded */
	if (ersym_devmap_is_in(map, state->in->ifindex, map->in))
		return NF_ACCEPT;
	return ersym_hook_guard_link(en, skb, state);
}

static const struct nf_hook_ops ersym_hook_ops[ERSYM_HOOKS] = {
	{
		.hook = ersym_hook_pre,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK + 1,
	},
	{
		.hook = ersym_hook_local_in,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = NF_IP_PRI_CONNTRACK_CONFIRM - 1,
	},
	{
		.hook = ersym_hook_local_out,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP_PRI_CONNTRACK + 1,
	},
	{
		.hook = ersym_hook_post,
		.pf = NFPROTO_INET,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK_CONFIRM - 1,
	},
};

static const struct nf_hook_ops ersym_hook_guard_ops = {
	.hook = ersym_hook_guard,
	.pf = NFPROTO_INET,
	.hooknum = NF_INET_PRE_ROUTING,
	.priority = NF_IP_PRI_CONNTRACK - 1,
};

/**
 * ersym_hooks_register() - begin to see packets, and have them tracked
 * @en: a namespace without hooks
 *
 * Context: &ersym_net.lock.
 * Return: 0 or a negative errno.
 */
int ersym_hooks_register(struct ersym_net *en)
{
	struct ersym_hooks *hooks = &en->hooks;
	unsigned int i;
	int err;

	err = nf_ct_netns_get(en->net, NFPROTO_INET);
	if (err)
		return err;

	memcpy(hooks->ops, ersym_hook_ops, sizeof(ersym_hook_ops));
	for (i = 0; i < ARRAY_SIZE(hooks->ops); i++)
		hooks->ops[i].priv = en;
	err = nf_register_net_hooks(en->net, hooks->ops,
				    ARRAY_SIZE(hooks->ops));
	if (err) {
		nf_ct_netns_put(en->net, NFPROTO_INET);
		return err;
	}
	hooks->registered = true;
	return 0;
}

/**
 * ersym_hooks_unregister() - see no more packets
 * @en: a namespace, with hooks or without
 *
 * Packets may still be in the hooks until a grace period is over.
 *
 * Context: &ersym_net.lock, or the end of the namespace.
 */
void ersym_hooks_unregister(struct ersym_net *en)
{
	struct ersym_hooks *hooks = &en->hooks;

	ersym_hooks_unguard(en);
	if (!hooks->registered)
		return;
	nf_unregister_net_hooks(en->net, hooks->ops, ARRAY_SIZE(hooks->ops));
	nf_ct_netns_put(en->net, NFPROTO_INET);
	hooks->registered = false;
}

/**
 * ersym_hooks_guard() - see packets before conntrack does
 * @en: a namespace
 *
 * Context: &ersym_net.lock.
 * Return: 0 or a negative errno.
 */
int ersym_hooks_guard(struct ersym_net *en)
{
	struct ersym_hooks *hooks = &en->hooks;
	int err;

	if (hooks->guarded)
		return 0;
	hooks->guard = ersym_hook_guard_ops;
	hooks->guard.priv = en;
	err = nf_register_net_hook(en->net, &hooks->guard);
	if (err)
		return err;
	hooks->guarded = true;
	return 0;
}

/**
 * ersym_hooks_unguard() - undo ersym_hooks_guard()
 * @en: a namespace, guarded or not
 *
 * Context: &ersym_net.lock, or the end of the namespace.
 */
void ersym_hooks_unguard(struct ersym_net *en)
{
	struct ersym_hooks *hooks = &en->hooks;

	if (!hooks->guarded)
		return;
	nf_unregister_net_hook(en->net, &hooks->guard);
	hooks->guarded = false;
}

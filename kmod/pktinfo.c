// SPDX-License-Identifier: GPL-2.0
#include "pktinfo.h"

#include <linux/string.h>

#include "enforce.h"
#include "event.h"
#include "flow.h"
#include "netns.h"
#include "stats.h"
#include "trace.h"

static bool ersym_pktinfo_strays(const struct ersym_pktinfo *pkt, int kind)
{
	switch (kind) {
	case ERSYM_KIND_FOREIGN:
	case ERSYM_KIND_ORPHAN:
	case ERSYM_KIND_RELATED:
		return false;
	default:
		return pkt->ct;
	}
}

/**
 * ersym_pktinfo_violation() - count and report a violation
 * @pkt: packet info, with headers
 * @judgement: kind, expected circuit and cause
 *
 * Sets the connection's stray, too. An event is sent if that changes or if
 * there is no connection.
 *
 * Context: softirq or process context, under the RCU read lock.
 * Return: true if the policy of the circuit is to drop the packet.
 */
bool ersym_pktinfo_violation(const struct ersym_pktinfo *pkt,
			     const struct ersym_judgement *judgement)
{
	const struct ersym_config *config = pkt->config;
	bool strayed = false, notify, drop;

	drop = judgement->kind != ERSYM_KIND_RELATED &&
	       ersym_config_drop(config, pkt->circuit) & BIT(judgement->kind) &&
	       ersym_enforce(config, pkt->ct, &pkt->packet);

	if (ersym_pktinfo_strays(pkt, judgement->kind)) {
		u32 bits = ersym_mark_bits(&config->mark, ERSYM_FIELD_STRAY);
		u32 value = ersym_mark_value(&config->mark, ERSYM_FIELD_STRAY,
					     pkt->actual);

		strayed = (ersym_flow_write(pkt->ct, bits, value) & bits) !=
			  value;
		notify = strayed;
	} else {
		notify = judgement->kind != ERSYM_KIND_RELATED;
	}

	ersym_stats_count(&pkt->ns->stats, judgement, pkt->actual,
			  pkt->skb->len, strayed);
	trace_violation(pkt->ns->net, pkt->dev, &pkt->packet, judgement,
			pkt->actual, drop);
	if (notify)
		ersym_event_violation(&pkt->ns->events, config, &pkt->packet,
				      judgement, pkt->actual, pkt->dev, drop);
	return drop;
}

static enum ersym_tracking
ersym_pktinfo_tracking(const struct ersym_pktinfo *pkt)
{
	if (!pkt->ct)
		return pkt->info == IP_CT_UNTRACKED ? ERSYM_TRACKING_OFF :
						      ERSYM_TRACKING_NONE;
	return nf_ct_is_confirmed(pkt->ct) ? ERSYM_TRACKING_LATER :
					     ERSYM_TRACKING_FIRST;
}

/**
 * ersym_pktinfo_facts() - collect the facts from conntrack and the mark
 * @facts: facts to fill; those from the headers and pools are zeroed
 * @pkt: packet info
 */
void ersym_pktinfo_facts(struct ersym_facts *facts,
			 const struct ersym_pktinfo *pkt)
{
	memset(facts, 0, sizeof(*facts));
	facts->actual = pkt->actual;
	facts->tracking = ersym_pktinfo_tracking(pkt);
	if (facts->tracking == ERSYM_TRACKING_LATER) {
		u32 mark = READ_ONCE(pkt->ct->mark);

		facts->reply = CTINFO2DIR(pkt->info) == IP_CT_DIR_REPLY;
		facts->in = ersym_config_fact(pkt->config, mark,
					      ERSYM_FIELD_IN);
		facts->out = ersym_config_fact(pkt->config, mark,
					       ERSYM_FIELD_OUT);
	}
}

/**
 * ersym_pktinfo_begin() - collect what the rule needs to know about a packet
 * @pkt: packet info to fill
 * @facts: facts to fill, except the owner and those of POSTROUTING only
 * @ns: state of the namespace
 * @skb: the packet
 * @state: state of the hook
 * @point: where the packet is judged
 *
 * The headers are parsed only if the packet can be a violation: it is on a
 * link, or has a connection.
 *
 * Context: under the RCU read lock.
 * Return: true if the packet is to be judged; false if there is no
 * configuration or the packet is exempt.
 */
bool ersym_pktinfo_begin(struct ersym_pktinfo *pkt, struct ersym_facts *facts,
			 struct ersym_netns *ns, struct sk_buff *skb,
			 const struct nf_hook_state *state,
			 enum ersym_point point)
{
	const struct ersym_config *config = rcu_dereference(ns->config);
	const struct net_device *dev;
	u16 actual;

	if (!config)
		return false;
	dev = point == ERSYM_POINT_PRE ? state->in : state->out;
	actual = ersym_config_actual(config, dev->ifindex);
	ersym_pktinfo_init(pkt, ns, config, skb, dev,
			   ersym_config_circuit(config, actual), actual);
	if (ersym_pktinfo_is_exempt(pkt, state->pf))
		return false;
	ersym_pktinfo_facts(facts, pkt);
	facts->point = point;
	if (facts->tracking == ERSYM_TRACKING_LATER || pkt->circuit) {
		ersym_packet_parse(&pkt->packet, skb, state->pf);
		facts->icmp_error = pkt->packet.icmp_error;
		facts->begins = pkt->packet.begins;
	}
	return true;
}

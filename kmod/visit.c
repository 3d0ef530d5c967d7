// SPDX-License-Identifier: GPL-2.0
#include "visit.h"

#include <linux/string.h>

#include "event.h"
#include "flow.h"
#include "main.h"
#include "stats.h"
#include "trace.h"

static bool ersym_visit_strays(const struct ersym_visit *visit, int kind)
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

/**
 * ersym_visit_violation() - count a packet that left its path, and tell
 * @visit: the packet, with its headers
 * @judgement: what it did
 *
 * Context: softirq or process context, under the RCU read lock.
 * Return: whether to drop it.
 */
bool ersym_visit_violation(const struct ersym_visit *visit,
			   const struct ersym_judgement *judgement)
{
	const struct ersym_config *config = visit->config;
	bool strayed = false, tell, drop;

	drop = judgement->kind != ERSYM_KIND_RELATED &&
	       ersym_config_drop(config, visit->here) & BIT(judgement->kind);

	if (ersym_visit_strays(visit, judgement->kind)) {
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

static enum ersym_tracking ersym_visit_tracking(const struct ersym_visit *visit)
{
	if (!visit->ct)
		return visit->info == IP_CT_UNTRACKED ? ERSYM_TRACKING_OFF :
							ERSYM_TRACKING_NONE;
	return nf_ct_is_confirmed(visit->ct) ? ERSYM_TRACKING_LATER :
					       ERSYM_TRACKING_FIRST;
}

/**
 * ersym_visit_case() - what conntrack and the mark know, for the rule
 * @c: to fill; what the packet's headers and pools say is left at nought
 * @visit: the packet
 */
void ersym_visit_case(struct ersym_case *c,
		      const struct ersym_visit *visit)
{
	memset(c, 0, sizeof(*c));
	c->here = visit->here;
	c->tracking = ersym_visit_tracking(visit);
	if (c->tracking == ERSYM_TRACKING_LATER) {
		u32 mark = READ_ONCE(visit->ct->mark);

		c->reply = CTINFO2DIR(visit->info) == IP_CT_DIR_REPLY;
		c->in = ersym_config_fact(visit->config, mark, ERSYM_FIELD_IN);
		c->out = ersym_config_fact(visit->config, mark,
					   ERSYM_FIELD_OUT);
	}
}

/**
 * ersym_visit_ignores() - whether a packet is not ours to judge
 * @visit: the packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * VRF: a packet comes by once more with the l3 master, which is no path.
 *
 * Return: true for such, and for what goes to more than one host.
 */
bool ersym_visit_ignores(const struct ersym_visit *visit, u8 family)
{
	return netif_is_l3_master(visit->dev) ||
	       ersym_packet_is_multicast(visit->skb, family);
}

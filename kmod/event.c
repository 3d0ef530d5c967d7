// SPDX-License-Identifier: GPL-2.0
#include "event.h"

#include <linux/netfilter.h>
#include <linux/timekeeping.h>
#include <net/genetlink.h>

#include "config.h"
#include "generated/netlink.h"
#include "netlink.h"

/* At most this many violation events per interval, so that sockets keep up. */
#define ERSYM_EVENT_INTERVAL	HZ
#define ERSYM_EVENT_BURST	256

/**
 * ersym_events_init() - initialise the events of a namespace
 * @events: events to initialise
 * @net: the namespace
 */
void ersym_events_init(struct ersym_events *events, struct net *net)
{
	events->net = net;
	ratelimit_state_init(&events->rate, ERSYM_EVENT_INTERVAL,
			     ERSYM_EVENT_BURST);
	/* The events report what was suppressed, so the log does not */
	ratelimit_set_flags(&events->rate, RATELIMIT_MSG_ON_RELEASE);
	atomic64_set(&events->suppressed, 0);
}

static struct sk_buff *ersym_event_begin(u8 cmd, gfp_t gfp, void **header)
{
	struct sk_buff *msg = genlmsg_new(NLMSG_GOODSIZE, gfp);

	if (!msg)
		return NULL;
	*header = genlmsg_put(msg, 0, 0, &ersym_nl_family, 0, cmd);
	return msg;
}

static void ersym_event_send(struct ersym_events *events, struct sk_buff *msg,
			     void *header, gfp_t gfp)
{
	genlmsg_end(msg, header);
	genlmsg_multicast_netns(&ersym_nl_family, events->net, msg, 0,
				ERSYM_NLGRP_EVENTS, gfp);
}

static bool ersym_event_wanted(struct ersym_events *events)
{
	return genl_has_listeners(&ersym_nl_family, events->net,
				  ERSYM_NLGRP_EVENTS);
}

static int ersym_event_put_packet(struct sk_buff *msg,
				  const struct ersym_packet *packet)
{
	int size = packet->family == NFPROTO_IPV4 ? sizeof(struct in_addr) :
						    sizeof(struct in6_addr);

	if (nla_put_u8(msg, ERSYM_A_VIOLATION_PROTOCOL, packet->protocol) ||
	    nla_put(msg, ERSYM_A_VIOLATION_SOURCE, size, &packet->source) ||
	    nla_put(msg, ERSYM_A_VIOLATION_DESTINATION, size,
		    &packet->destination))
		return -EMSGSIZE;
	if (packet->ports &&
	    (nla_put_be16(msg, ERSYM_A_VIOLATION_SOURCE_PORT, packet->sport) ||
	     nla_put_be16(msg, ERSYM_A_VIOLATION_DESTINATION_PORT,
			  packet->dport)))
		return -EMSGSIZE;
	return 0;
}

/**
 * ersym_event_violation() - send an event for a violation
 * @events: events of the namespace
 * @config: configuration that the ids belong to
 * @packet: headers of the packet
 * @judgement: kind, expected circuit and cause
 * @actual: circuit that the packet is on
 * @dev: device that the packet is on
 * @drop: the packet is dropped
 *
 * Context: softirq or process context, under the RCU read lock.
 */
void ersym_event_violation(struct ersym_events *events,
			   const struct ersym_config *config,
			   const struct ersym_packet *packet,
			   const struct ersym_judgement *judgement, u16 actual,
			   const struct net_device *dev, bool drop)
{
	struct sk_buff *msg;
	void *header;

	if (!ersym_event_wanted(events))
		return;
	if (!__ratelimit(&events->rate)) {
		atomic64_inc(&events->suppressed);
		return;
	}
	msg = ersym_event_begin(ERSYM_CMD_VIOLATION_NTF, GFP_ATOMIC, &header);
	if (!msg) {
		atomic64_inc(&events->suppressed);
		return;
	}
	if (nla_put_u32(msg, ERSYM_A_VIOLATION_KIND, judgement->kind) ||
	    nla_put_u32(msg, ERSYM_A_VIOLATION_EXPECTED,
			judgement->expected) ||
	    nla_put_u32(msg, ERSYM_A_VIOLATION_ACTUAL, actual) ||
	    nla_put_u32(msg, ERSYM_A_VIOLATION_VERDICT,
			drop ? ERSYM_VERDICT_DROP : ERSYM_VERDICT_ACCEPT) ||
	    nla_put_string(msg, ERSYM_A_VIOLATION_DEVICE, dev->name) ||
	    ersym_event_put_packet(msg, packet) ||
	    nla_put_u64_64bit(msg, ERSYM_A_VIOLATION_SUPPRESSED,
			      atomic64_xchg(&events->suppressed, 0),
			      ERSYM_A_VIOLATION_PAD) ||
	    nla_put_u64_64bit(msg, ERSYM_A_VIOLATION_TIME,
			      ktime_get_real_ns(), ERSYM_A_VIOLATION_PAD) ||
	    nla_put_u32(msg, ERSYM_A_VIOLATION_GENERATION,
			config->generation) ||
	    (judgement->way_gone &&
	     nla_put_flag(msg, ERSYM_A_VIOLATION_WAY_GONE))) {
		nlmsg_free(msg);
		return;
	}
	ersym_event_send(events, msg, header, GFP_ATOMIC);
}

/**
 * ersym_event_link() - send an event for a link that changed
 * @events: events of the namespace
 * @config: configuration in force
 * @circuit: circuit of the link
 * @link: the link, in its new state
 *
 * Context: RTNL.
 */
void ersym_event_link(struct ersym_events *events,
		      const struct ersym_config *config,
		      const struct ersym_circuit *circuit,
		      const struct ersym_link *link)
{
	struct nlattr *nest;
	struct sk_buff *msg;
	void *header;

	if (!ersym_event_wanted(events))
		return;
	msg = ersym_event_begin(ERSYM_CMD_LINK_NTF, GFP_KERNEL, &header);
	if (!msg)
		return;
	if (nla_put_u32(msg, ERSYM_A_STATUS_GENERATION, config->generation))
		goto free;
	nest = nla_nest_start(msg, ERSYM_A_STATUS_CIRCUIT);
	if (!nest ||
	    nla_put_u32(msg, ERSYM_A_CIRCUIT_ID, circuit->id) ||
	    nla_put_string(msg, ERSYM_A_CIRCUIT_NAME, circuit->name) ||
	    ersym_nl_put_link(msg, link, link->ifindex, link->running))
		goto free;
	nla_nest_end(msg, nest);
	ersym_event_send(events, msg, header, GFP_KERNEL);
	return;

free:
	nlmsg_free(msg);
}

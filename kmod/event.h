/* SPDX-License-Identifier: GPL-2.0 */
/* Events for the listeners of the family's multicast group. */
#ifndef _ERSYM_EVENT_H
#define _ERSYM_EVENT_H

#include <linux/atomic.h>
#include <linux/netdevice.h>
#include <linux/ratelimit.h>

#include "classify.h"
#include "packet.h"

struct ersym_circuit;
struct ersym_config;
struct ersym_link;
struct net;

/**
 * struct ersym_events - events of a network namespace
 * @net: the namespace
 * @rate: rate limit of violation events
 * @suppressed: events held back since the last one that was sent
 */
struct ersym_events {
	struct net *net;
	struct ratelimit_state rate;
	atomic64_t suppressed;
};

void ersym_events_init(struct ersym_events *events, struct net *net);
void ersym_event_violation(struct ersym_events *events,
			   const struct ersym_config *config,
			   const struct ersym_packet *packet,
			   const struct ersym_judgement *judgement, u16 actual,
			   const struct net_device *dev, bool drop);
void ersym_event_link(struct ersym_events *events,
		      const struct ersym_config *config,
		      const struct ersym_circuit *circuit,
		      const struct ersym_link *link);

#endif /* _ERSYM_EVENT_H */

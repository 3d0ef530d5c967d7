/* SPDX-License-Identifier: GPL-2.0 */
/* Events for those who listen to the family's multicast group. */
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
struct ersym_net;

/**
 * struct ersym_event_limit - how many events are sent
 * @rate: that the kernel's rate limit works on
 * @suppressed: held back since the last one that was sent
 */
struct ersym_event_limit {
	struct ratelimit_state rate;
	atomic64_t suppressed;
};

void ersym_event_limit_init(struct ersym_event_limit *limit);
void ersym_event_violation(struct ersym_net *en,
			   const struct ersym_config *config,
			   const struct ersym_packet *packet,
			   const struct ersym_judgement *judgement, u16 actual,
			   const struct net_device *dev, bool drop);
void ersym_event_link(struct ersym_net *en, const struct ersym_config *config,
		      const struct ersym_circuit *circuit,
		      const struct ersym_link *link);

#endif /* _ERSYM_EVENT_H */

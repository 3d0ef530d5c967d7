/* SPDX-License-Identifier: GPL-2.0 */
/* A packet at a hook, where more than a look is needed to judge it. */
#ifndef _ERSYM_VISIT_H
#define _ERSYM_VISIT_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/netfilter/nf_conntrack.h>

#include "classify.h"
#include "circuit.h"
#include "packet.h"

struct ersym_net;

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

/**
 * ersym_visit_init() - what is known before the packet is read
 * @visit: to fill, but for its headers
 * @en: the namespace
 * @config: in force
 * @skb: the packet
 * @dev: that it came in on or is about to leave by
 * @here: circuit of @dev
 */
static inline void ersym_visit_init(struct ersym_visit *visit,
				    struct ersym_net *en,
				    const struct ersym_config *config,
				    struct sk_buff *skb,
				    const struct net_device *dev, u16 here)
{
	visit->en = en;
	visit->config = config;
	visit->skb = skb;
	visit->dev = dev;
	visit->ct = nf_ct_get(skb, &visit->info);
	visit->here = here;
}

bool ersym_visit_ignores(const struct ersym_visit *visit, u8 family);
void ersym_visit_case(struct ersym_case *c, const struct ersym_visit *visit);
bool ersym_visit_violation(const struct ersym_visit *visit,
			   const struct ersym_judgement *judgement);

#endif /* _ERSYM_VISIT_H */

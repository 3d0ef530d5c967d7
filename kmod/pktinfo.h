/* SPDX-License-Identifier: GPL-2.0 */
/* Packet info: the per-packet context of the slow paths. */
#ifndef _ERSYM_PKTINFO_H
#define _ERSYM_PKTINFO_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/netfilter/nf_conntrack.h>

#include "classify.h"
#include "config.h"
#include "packet.h"

struct ersym_netns;
struct nf_hook_state;

/**
 * struct ersym_pktinfo - context of a packet on a slow path
 * @ns: state of the namespace
 * @config: configuration in force
 * @skb: the packet
 * @dev: device that the packet came in on or is about to leave by
 * @ct: connection of the packet, or NULL
 * @info: ctinfo of the packet
 * @circuit: circuit that @dev is a link of, or NULL
 * @actual: id of @circuit, or ERSYM_CIRCUIT_INSIDE
 * @packet: headers of the packet, once they are parsed
 */
struct ersym_pktinfo {
	struct ersym_netns *ns;
	const struct ersym_config *config;
	struct sk_buff *skb;
	const struct net_device *dev;
	struct nf_conn *ct;
	enum ip_conntrack_info info;
	const struct ersym_circuit *circuit;
	u16 actual;
	struct ersym_packet packet;
};

/**
 * ersym_pktinfo_init() - initialise packet info, except the headers
 * @pkt: packet info to fill
 * @ns: state of the namespace
 * @config: configuration in force
 * @skb: the packet
 * @dev: device that the packet came in on or is about to leave by
 * @circuit: circuit that @dev is a link of, or NULL
 * @actual: id of @circuit, or ERSYM_CIRCUIT_INSIDE
 */
static inline void
ersym_pktinfo_init(struct ersym_pktinfo *pkt, struct ersym_netns *ns,
		   const struct ersym_config *config, struct sk_buff *skb,
		   const struct net_device *dev,
		   const struct ersym_circuit *circuit, u16 actual)
{
	pkt->ns = ns;
	pkt->config = config;
	pkt->skb = skb;
	pkt->dev = dev;
	pkt->ct = nf_ct_get(skb, &pkt->info);
	pkt->circuit = circuit;
	pkt->actual = actual;
}

/**
 * ersym_pktinfo_is_exempt() - test whether a packet is exempt from the rule
 * @pkt: packet info
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * With VRF a packet passes the hook a second time on the l3 master device,
 * which is no path of its own.
 *
 * Return: true on an l3 master, and for multicast and broadcast packets.
 */
static inline bool ersym_pktinfo_is_exempt(const struct ersym_pktinfo *pkt,
					   u8 family)
{
	return netif_is_l3_master(pkt->dev) ||
	       ersym_packet_is_multicast(pkt->skb, family);
}

bool ersym_pktinfo_begin(struct ersym_pktinfo *pkt, struct ersym_facts *facts,
			 struct ersym_netns *ns, struct sk_buff *skb,
			 const struct nf_hook_state *state,
			 enum ersym_point point);
void ersym_pktinfo_facts(struct ersym_facts *facts,
			 const struct ersym_pktinfo *pkt);
bool ersym_pktinfo_violation(const struct ersym_pktinfo *pkt,
			     const struct ersym_judgement *judgement);

#endif /* _ERSYM_PKTINFO_H */

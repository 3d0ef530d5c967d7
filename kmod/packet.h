/* SPDX-License-Identifier: GPL-2.0 */
/* What a packet's own headers say. */
#ifndef _ERSYM_PACKET_H
#define _ERSYM_PACKET_H

#include <linux/if_packet.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <net/ipv6.h>

/**
 * struct ersym_packet - the headers of a packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @protocol: IP protocol number; the last one of an IPv6 header chain
 * @ports: whether @sport and @dport are known
 * @icmp_error: an ICMP message about another packet
 * @begins: not TCP, or a SYN alone
 * @source: an IPv4 address is in s6_addr32[0], the rest is zero
 * @destination: likewise
 * @sport: network byte order
 * @dport: network byte order
 */
struct ersym_packet {
	u8 family;
	u8 protocol;
	bool ports;
	bool icmp_error;
	bool begins;
	struct in6_addr source;
	struct in6_addr destination;
	__be16 sport;
	__be16 dport;
};

void ersym_packet_parse(struct ersym_packet *packet, const struct sk_buff *skb,
			u8 family);

/**
 * ersym_packet_is_multicast() - for more than one host
 * @skb: whose network header is set
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: true for multicast and broadcast packets.
 */
static inline bool ersym_packet_is_multicast(const struct sk_buff *skb,
					     u8 family)
{
	if (skb->pkt_type == PACKET_BROADCAST ||
	    skb->pkt_type == PACKET_MULTICAST)
		return true;
	if (family == NFPROTO_IPV4)
		return ipv4_is_multicast(ip_hdr(skb)->daddr) ||
		       ipv4_is_lbcast(ip_hdr(skb)->daddr);
	return ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr);
}

#endif /* _ERSYM_PACKET_H */

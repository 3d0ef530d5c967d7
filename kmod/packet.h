/* SPDX-License-Identifier: GPL-2.0 */
/* The headers of a packet. */
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
 * struct ersym_packet - headers of a packet
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @protocol: IP protocol number; the last one of an IPv6 header chain
 * @ports: @sport and @dport are known
 * @icmp_error: the packet is an ICMP error message
 * @begins: the packet is not TCP, or is a SYN without ACK, RST and FIN
 * @source: source; an IPv4 address is in s6_addr32[0], the rest is zero
 * @destination: destination, likewise
 * @sport: source port, network byte order
 * @dport: destination port, network byte order
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
 * ersym_packet_is_multicast() - test for a multicast or broadcast packet
 * @skb: packet with its network header set
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: true if the packet is for more than one host.
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

/* SPDX-License-Identifier: GPL-2.0 */
/* What a packet's own headers say. */
#ifndef _ERSYM_PACKET_H
#define _ERSYM_PACKET_H

#include <linux/in6.h>
#include <linux/types.h>

struct sk_buff;

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
bool ersym_packet_is_multicast(const struct sk_buff *skb, u8 family);

#endif /* _ERSYM_PACKET_H */

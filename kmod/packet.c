// SPDX-License-Identifier: GPL-2.0
#include "packet.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <net/ip.h>

static void ersym_packet_parse_transport(struct ersym_packet *packet,
					 const struct sk_buff *skb, int offset)
{
	switch (packet->protocol) {
	case IPPROTO_TCP: {
		const struct tcphdr *th;
		struct tcphdr buf;

		th = skb_header_pointer(skb, offset, sizeof(buf), &buf);
		packet->begins = th && th->syn && !th->ack && !th->rst &&
				 !th->fin;
		fallthrough;
	}
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP: {
		const __be16 *port;
		__be16 buf[2];

		port = skb_header_pointer(skb, offset, sizeof(buf), buf);
		if (port) {
			packet->ports = true;
			packet->sport = port[0];
			packet->dport = port[1];
		}
		break;
	}
	case IPPROTO_ICMP: {
		const struct icmphdr *icmp;
		struct icmphdr buf;

		icmp = skb_header_pointer(skb, offset, sizeof(buf), &buf);
		packet->icmp_error = packet->family == NFPROTO_IPV4 && icmp &&
				     icmp_is_err(icmp->type);
		break;
	}
	case IPPROTO_ICMPV6: {
		const struct icmp6hdr *icmp;
		struct icmp6hdr buf;

		icmp = skb_header_pointer(skb, offset, sizeof(buf), &buf);
		packet->icmp_error = packet->family == NFPROTO_IPV6 && icmp &&
				     icmpv6_is_err(icmp->icmp6_type);
		break;
	}
	}
}

/**
 * ersym_packet_parse() - parse the headers of a packet
 * @packet: headers to fill
 * @skb: packet with a network header that the IP input path has validated
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * A fragment other than the first one has no transport header, so it has no
 * ports and cannot begin a TCP connection.
 */
void ersym_packet_parse(struct ersym_packet *packet, const struct sk_buff *skb,
			u8 family)
{
	int offset;

	memset(packet, 0, sizeof(*packet));
	packet->family = family;

	if (family == NFPROTO_IPV4) {
		const struct iphdr *iph = ip_hdr(skb);

		packet->source.s6_addr32[0] = iph->saddr;
		packet->destination.s6_addr32[0] = iph->daddr;
		packet->protocol = iph->protocol;
		offset = skb_network_offset(skb) + iph->ihl * 4;
		if (iph->frag_off & htons(IP_OFFSET))
			offset = -1;
	} else {
		const struct ipv6hdr *iph = ipv6_hdr(skb);
		__be16 frag_off = 0;

		packet->source = iph->saddr;
		packet->destination = iph->daddr;
		packet->protocol = iph->nexthdr;
		offset = ipv6_skip_exthdr(skb, skb_network_offset(skb) +
					  sizeof(*iph), &packet->protocol,
					  &frag_off);
		if (frag_off & htons(~0x7))
			offset = -1;
	}

	packet->begins = packet->protocol != IPPROTO_TCP;
	if (offset >= 0)
		ersym_packet_parse_transport(packet, skb, offset);
}

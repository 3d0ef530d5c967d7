// SPDX-License-Identifier: GPL-2.0
/*
 * odd-packets: malformed and unusual packets
 *
 *   odd-packets DEV MAC SEED COUNT SOURCE PORT DESTINATION PORT...
 *
 * Sends COUNT frames from DEV to MAC, each between two of the addresses: with
 * headers cut off, lengths and checksums that are wrong, options, chains of
 * extension headers, fragments that overlap, protocols without ports, errors about
 * packets that were never sent. Port 0 is one of a few low ports. The frames
 * depend on SEED alone. An ICMP error is never about a UDP packet between the given
 * ports: the kernel would be right to deliver it to the socket.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "random.h"

#define PAIRS_MAX	32
#define PACKET_MAX	1500
#define LOW_PORTS	16

uint64_t rnd_state;

/**
 * struct end - one end of a pair
 * @address: in network byte order; of IPv4 the first four bytes
 * @port: 0 for any low one
 */
struct end {
	unsigned char address[16];
	uint16_t port;
};

struct pair {
	int family;
	struct end from;
	struct end to;
};

/**
 * struct packet - being built
 * @data: from the network header on
 * @length: of @data
 * @pair: its addresses
 */
struct packet {
	unsigned char data[PACKET_MAX];
	size_t length;
	const struct pair *pair;
};

static struct pair pairs[PAIRS_MAX];
static unsigned int pair_count;
static struct sockaddr_ll link_address;
static int sock;
static unsigned long left;

static void __attribute__((noreturn, format(printf, 1, 2))) die(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "odd-packets: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

/* ---------------------------------------------------------------- numbers */

static void put_random(unsigned char *data, size_t length)
{
	while (length--)
		*data++ = rnd();
}

/* ---------------------------------------------------------------- sending */

static void send_packet(const struct packet *packet, size_t length)
{
	if (!left)
		return;
	left--;
	link_address.sll_protocol = htons(packet->pair->family == AF_INET ? ETH_P_IP :
									    ETH_P_IPV6);
	while (sendto(sock, packet->data, length, 0, (void *)&link_address,
		      sizeof(link_address)) < 0) {
		if (errno != ENOBUFS && errno != EAGAIN)
			die("sendto: %s", strerror(errno));
		usleep(1000);
	}
}

/* ---------------------------------------------------------------- headers */

static unsigned int add_words(const void *data, size_t length, unsigned int sum)
{
	const unsigned char *p = data;
	size_t i;

	for (i = 0; i + 1 < length; i += 2)
		sum += p[i] << 8 | p[i + 1];
	return i < length ? sum + (p[i] << 8) : sum;
}

static uint16_t fold(unsigned int sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

static unsigned int pseudo_sum(const struct pair *pair, unsigned int protocol, size_t length)
{
	size_t size = pair->family == AF_INET ? 4 : 16;

	return add_words(pair->from.address, size,
			 add_words(pair->to.address, size, protocol + length));
}

static uint16_t port_of(const struct end *end)
{
	return htons(end->port ? end->port : 1 + below(LOW_PORTS));
}

static void *put(struct packet *packet, const void *data, size_t length)
{
	void *at = &packet->data[packet->length];

	if (packet->length + length > PACKET_MAX)
		length = PACKET_MAX - packet->length;
	if (data)
		memcpy(at, data, length);
	else
		put_random(at, length);
	packet->length += length;
	return at;
}

static void put_tcp(struct packet *packet)
{
	static const uint8_t flags[] = {
		TH_SYN, TH_SYN | TH_ACK, TH_ACK, TH_RST, TH_RST | TH_ACK, TH_FIN | TH_ACK,
		TH_PUSH | TH_ACK, 0, 0xff, TH_SYN | TH_FIN, TH_SYN | TH_RST,
	};
	struct tcphdr tcp = {
		.th_sport = port_of(&packet->pair->from),
		.th_dport = port_of(&packet->pair->to),
		.th_seq = rnd(),
		.th_ack = rnd(),
		.th_off = one_in(4) ? below(16) : sizeof(tcp) / 4,
		.th_flags = one_in(4) ? rnd() : flags[below(sizeof(flags))],
		.th_win = rnd(),
	};
	unsigned char *at = put(packet, &tcp, sizeof(tcp));
	size_t length;

	put(packet, NULL, one_in(2) ? below(64) : 0);
	length = &packet->data[packet->length] - at;
	tcp.th_sum = fold(add_words(at, length,
				    pseudo_sum(packet->pair, IPPROTO_TCP, length)));
	if (!one_in(8))
		memcpy(at, &tcp, sizeof(tcp));
}

/* UDP, and UDP-Lite, whose header is the same. */
static void put_udp(struct packet *packet, uint8_t protocol)
{
	struct udphdr udp = {
		.uh_sport = port_of(&packet->pair->from),
		.uh_dport = port_of(&packet->pair->to),
	};
	unsigned char *at = put(packet, &udp, sizeof(udp));
	size_t length;

	put(packet, NULL, below(64));
	length = &packet->data[packet->length] - at;
	udp.uh_ulen = htons(one_in(4) ? below(100) : length);
	memcpy(at, &udp, sizeof(udp));
	udp.uh_sum = one_in(8) ? rnd() :
		     fold(add_words(at, length, pseudo_sum(packet->pair, protocol, length)));
	memcpy(at, &udp, sizeof(udp));
}

/* The packet that an error quotes: one of the other direction, damaged. */
static void put_inner(struct packet *packet)
{
	const struct pair *pair = packet->pair;
	uint16_t ports[2] = { port_of(&pair->to), port_of(&pair->from) };
	uint8_t protocol = one_in(2) ? IPPROTO_TCP : one_in(2) ? IPPROTO_UDP : rnd();
	unsigned char *at = &packet->data[packet->length];

	if (protocol == IPPROTO_UDP)
		ports[0] = htons(1 + below(LOW_PORTS));
	if (pair->family == AF_INET) {
		struct iphdr ip = {
			.version = 4, .ihl = one_in(4) ? below(16) : 5,
			.tot_len = one_in(2) ? htons(below(200)) : htons(60), .ttl = 60,
			.frag_off = one_in(4) ? rnd() : 0, .protocol = protocol,
		};

		memcpy(&ip.saddr, pair->to.address, sizeof(ip.saddr));
		memcpy(&ip.daddr, pair->from.address, sizeof(ip.daddr));
		ip.check = one_in(4) ? rnd() : fold(add_words(&ip, sizeof(ip), 0));
		put(packet, &ip, sizeof(ip));
	} else {
		struct ip6_hdr ip = {
			.ip6_flow = htonl(6u << 28), .ip6_hlim = 60, .ip6_nxt = protocol,
			.ip6_plen = one_in(2) ? htons(below(200)) : htons(40),
		};

		memcpy(&ip.ip6_src, pair->to.address, sizeof(ip.ip6_src));
		memcpy(&ip.ip6_dst, pair->from.address, sizeof(ip.ip6_dst));
		put(packet, &ip, sizeof(ip));
	}
	put(packet, ports, sizeof(ports));
	put(packet, NULL, below(24));
	if (one_in(3))
		packet->length = at - packet->data + below(&packet->data[packet->length] - at);
}

static void put_icmp(struct packet *packet)
{
	static const uint8_t errors4[] = { ICMP_DEST_UNREACH, ICMP_SOURCE_QUENCH,
					   ICMP_TIME_EXCEEDED, ICMP_PARAMETERPROB };
	static const uint8_t errors6[] = { ICMP6_DST_UNREACH, ICMP6_PACKET_TOO_BIG,
					   ICMP6_TIME_EXCEEDED, ICMP6_PARAM_PROB };
	bool ipv4 = packet->pair->family == AF_INET;
	struct icmphdr icmp = { .code = one_in(4) ? rnd() : below(6) };
	unsigned char *at = put(packet, &icmp, sizeof(icmp));
	unsigned int sum = 0;
	size_t length;

	icmp.un.gateway = one_in(2) ? htonl(below(1500)) : rnd();
	if (one_in(2)) {
		icmp.type = ipv4 ? errors4[below(4)] : errors6[below(4)];
		put_inner(packet);
	} else if (one_in(2)) {
		icmp.type = ipv4 ? (one_in(2) ? ICMP_ECHO : ICMP_ECHOREPLY) :
			    one_in(2) ? ICMP6_ECHO_REQUEST : ICMP6_ECHO_REPLY;
		put(packet, NULL, below(64));
	} else {
		/* No messages of routers and neighbours: the host would apply them. */
		icmp.type = ipv4 ? 13 + below(240) : 138 + below(118);
		put(packet, NULL, below(64));
	}
	length = &packet->data[packet->length] - at;
	memcpy(at, &icmp, length < sizeof(icmp) ? length : sizeof(icmp));
	if (!ipv4)
		sum = pseudo_sum(packet->pair, IPPROTO_ICMPV6, length);
	icmp.checksum = fold(add_words(at, length, sum));
	if (!one_in(8))
		memcpy(at, &icmp, length < sizeof(icmp) ? length : sizeof(icmp));
}

static uint8_t any_protocol(int family)
{
	static const uint8_t common[] = {
		IPPROTO_TCP, IPPROTO_TCP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDP,
		IPPROTO_ICMP, IPPROTO_ICMP, IPPROTO_SCTP, IPPROTO_DCCP, IPPROTO_UDPLITE,
		IPPROTO_GRE, IPPROTO_ESP, IPPROTO_AH, IPPROTO_IPIP, IPPROTO_IPV6,
		IPPROTO_IGMP, IPPROTO_RAW,
	};
	uint8_t protocol = one_in(10) ? rnd() : common[below(sizeof(common))];

	return protocol == IPPROTO_ICMP && family == AF_INET6 ? IPPROTO_ICMPV6 : protocol;
}

static void put_transport(struct packet *packet, uint8_t protocol)
{
	uint16_t ports[2];

	switch (protocol) {
	case IPPROTO_TCP:
		put_tcp(packet);
		break;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		put_udp(packet, protocol);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		put_icmp(packet);
		break;
	default:
		ports[0] = port_of(&packet->pair->from);
		ports[1] = port_of(&packet->pair->to);
		put(packet, ports, sizeof(ports));
		put(packet, NULL, below(80));
	}
}

/* ---------------------------------------------------------------- IPv4 */

/* Up to 40 bytes, mostly of options that exist. */
static void put_options(struct packet *packet)
{
	static const uint8_t types[] = { 0, 1, 7, 68, 130, 131, 134, 136, 137, 148, 255 };
	unsigned char options[40];
	unsigned int length = 4 * (1 + below(10)), at = 0;

	put_random(options, sizeof(options));
	while (at + 3 < length) {
		options[at] = types[below(sizeof(types))];
		options[at + 1] = one_in(3) ? rnd() : 3 + below(length - at);
		options[at + 2] = one_in(2) ? 4 : rnd();
		at += one_in(4) ? 1 : 3 + below(8);
	}
	put(packet, options, length);
}

static void send_ipv4(struct packet *packet)
{
	struct iphdr ip = {
		.version = one_in(40) ? below(16) : 4,
		.ttl = one_in(20) ? below(3) : 64,
		.tos = one_in(8) ? rnd() : 0,
		.id = htons(below(256)),
		.protocol = any_protocol(AF_INET),
	};
	size_t header;

	memcpy(&ip.saddr, packet->pair->from.address, sizeof(ip.saddr));
	memcpy(&ip.daddr, packet->pair->to.address, sizeof(ip.daddr));
	put(packet, &ip, sizeof(ip));
	if (one_in(5))
		put_options(packet);
	header = packet->length;
	put_transport(packet, ip.protocol);
	ip.ihl = one_in(30) ? below(16) : header / 4;
	ip.tot_len = htons(one_in(20) ? below(2000) : packet->length);
	if (one_in(16))
		ip.frag_off = rnd();
	memcpy(packet->data, &ip, sizeof(ip));
	if (!one_in(30)) {
		ip.check = fold(add_words(packet->data, header, 0));
		memcpy(packet->data, &ip, sizeof(ip));
	}
	send_packet(packet, one_in(10) ? 1 + below(packet->length) : packet->length);
}

/* ---------------------------------------------------------------- IPv6 */

static uint8_t any_extension(void)
{
	static const uint8_t extensions[] = {
		IPPROTO_HOPOPTS, IPPROTO_DSTOPTS, IPPROTO_DSTOPTS, IPPROTO_ROUTING,
		IPPROTO_FRAGMENT, IPPROTO_AH, IPPROTO_MH, 139, 140,
	};

	return extensions[below(sizeof(extensions))];
}

/* A header of 8 bytes or more, most of them with the length that it claims. */
static void put_extension(struct packet *packet, uint8_t type, uint8_t next)
{
	unsigned int length = 8 * (1 + (one_in(4) ? below(6) : 0)), at;
	unsigned char data[48];

	put_random(data, sizeof(data));
	data[0] = next;
	data[1] = one_in(10) ? rnd() : length / 8 - 1;
	switch (type) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_DSTOPTS:
		/* Padding, a router alert, a jumbogram, or any other option. */
		for (at = 2; at + 1 < length; at += 2 + data[at + 1]) {
			static const uint8_t options[] = { 1, 1, 1, 5, 0xc2, 0x1e, 0x80, 0xff };

			data[at] = options[below(sizeof(options))];
			data[at + 1] = one_in(10) ? rnd() : length - at - 2;
		}
		break;
	case IPPROTO_ROUTING:
		data[2] = below(6);
		data[3] = one_in(2) ? 0 : rnd();
		break;
	case IPPROTO_FRAGMENT:
		length = 8;
		data[1] = 0;
		data[2] = 0;
		data[3] = one_in(2) ? 0 : rnd();
		break;
	case IPPROTO_AH:
		data[1] = length / 4 - 2;
		break;
	}
	put(packet, data, length);
}

static void send_ipv6(struct packet *packet)
{
	uint8_t protocol = any_protocol(AF_INET6), type, next;
	unsigned int n = one_in(2) ? 0 : one_in(8) ? below(20) : 1 + below(4);
	struct ip6_hdr ip = {
		.ip6_flow = htonl((one_in(40) ? below(16) : 6) << 28 |
				  (one_in(8) ? rnd() & 0xfffffff : 0)),
		.ip6_hlim = one_in(20) ? below(3) : 64,
	};

	memcpy(&ip.ip6_src, packet->pair->from.address, sizeof(ip.ip6_src));
	memcpy(&ip.ip6_dst, packet->pair->to.address, sizeof(ip.ip6_dst));
	type = n ? any_extension() : protocol;
	ip.ip6_nxt = type;
	put(packet, &ip, sizeof(ip));
	while (n--) {
		next = n ? any_extension() : one_in(20) ? IPPROTO_NONE : protocol;
		put_extension(packet, type, next);
		type = next;
	}
	put_transport(packet, protocol);
	ip.ip6_plen = htons(one_in(20) ? below(2000) : packet->length - sizeof(ip));
	memcpy(packet->data, &ip, sizeof(ip));
	send_packet(packet, one_in(10) ? 1 + below(packet->length) : packet->length);
}

/* ---------------------------------------------------------------- fragments */

/* A packet in fragments that overlap, repeat, leave holes or end too far. */
static void send_fragments(struct packet *whole)
{
	bool ipv4 = whole->pair->family == AF_INET;
	uint8_t protocol = any_protocol(whole->pair->family);
	unsigned int pieces = 1 + below(5), at = 0;
	uint32_t id = below(64);
	size_t length;

	put_transport(whole, protocol);
	put(whole, NULL, below(200));
	while (pieces--) {
		struct packet piece = { .pair = whole->pair };
		bool more = pieces || one_in(8);

		length = 8 * (1 + below(8));
		if (one_in(8))
			at = one_in(4) ? 8 * below(8192) : 8 * below(16);
		if (!more || one_in(10))
			length = 1 + below(64);
		if (ipv4) {
			struct iphdr ip = {
				.version = 4, .ihl = 5, .ttl = 64, .protocol = protocol,
				.id = htons(id), .tot_len = htons(sizeof(ip) + length),
				.frag_off = htons(at / 8 | (more ? IP_MF : 0)),
			};

			memcpy(&ip.saddr, whole->pair->from.address, sizeof(ip.saddr));
			memcpy(&ip.daddr, whole->pair->to.address, sizeof(ip.daddr));
			ip.check = fold(add_words(&ip, sizeof(ip), 0));
			put(&piece, &ip, sizeof(ip));
		} else {
			struct ip6_hdr ip = {
				.ip6_flow = htonl(6u << 28), .ip6_hlim = 64,
				.ip6_nxt = IPPROTO_FRAGMENT,
				.ip6_plen = htons(sizeof(struct ip6_frag) + length),
			};
			struct ip6_frag fragment = {
				.ip6f_nxt = protocol, .ip6f_ident = htonl(id),
				.ip6f_offlg = htons(at | more),
			};

			memcpy(&ip.ip6_src, whole->pair->from.address, sizeof(ip.ip6_src));
			memcpy(&ip.ip6_dst, whole->pair->to.address, sizeof(ip.ip6_dst));
			put(&piece, &ip, sizeof(ip));
			put(&piece, &fragment, sizeof(fragment));
		}
		put(&piece, at + length <= whole->length ? &whole->data[at] : NULL, length);
		send_packet(&piece, piece.length);
		/* To the next offset, or to one that was already sent. */
		if (!one_in(4))
			at += length & ~7u;
		else if (at)
			at -= 8;
	}
}

/* ---------------------------------------------------------------- arguments */

static void parse_end(struct end *end, int family, const char *address, const char *port)
{
	if (!inet_pton(family, address, end->address))
		die("%s: not an IP address", address);
	end->port = strtoul(port, NULL, 10);
}

static void parse_device(const char *name, const char *mac)
{
	unsigned int m[ETH_ALEN], i;

	link_address.sll_family = AF_PACKET;
	link_address.sll_ifindex = if_nametoindex(name);
	link_address.sll_halen = ETH_ALEN;
	if (!link_address.sll_ifindex)
		die("%s: no such device", name);
	if (sscanf(mac, "%x:%x:%x:%x:%x:%x", &m[0], &m[1], &m[2], &m[3], &m[4], &m[5]) !=
	    ETH_ALEN)
		die("%s: not a MAC address", mac);
	for (i = 0; i < ETH_ALEN; i++)
		link_address.sll_addr[i] = m[i];
}

int main(int argc, char **argv)
{
	int i;

	if (argc < 9 || argc % 4 != 1 || argc / 4 - 1 > PAIRS_MAX)
		die("usage: odd-packets DEV MAC SEED COUNT SOURCE PORT DESTINATION PORT...");
	parse_device(argv[1], argv[2]);
	rnd_state = strtoull(argv[3], NULL, 0);
	left = strtoul(argv[4], NULL, 0);
	for (i = 5; i < argc; i += 4) {
		struct pair *pair = &pairs[pair_count++];

		pair->family = strchr(argv[i], ':') ? AF_INET6 : AF_INET;
		parse_end(&pair->from, pair->family, argv[i], argv[i + 1]);
		parse_end(&pair->to, pair->family, argv[i + 2], argv[i + 3]);
	}
	sock = socket(AF_PACKET, SOCK_DGRAM, 0);
	if (sock < 0)
		die("socket: %s", strerror(errno));

	while (left) {
		struct packet packet = { .pair = &pairs[below(pair_count)] };

		if (one_in(6))
			send_fragments(&packet);
		else if (packet.pair->family == AF_INET)
			send_ipv4(&packet);
		else
			send_ipv6(&packet);
	}
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0 */
/* Packets. */
#ifndef ERSYM_NETWORK_MODEL_PACKET_H
#define ERSYM_NETWORK_MODEL_PACKET_H

#include "model/address.h"

/**
 * struct packet - what of a packet devices look at
 * @protocol: IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP or IPPROTO_ICMP
 * @source_port: host byte order; @destination_port too
 */
struct packet {
	struct address source;
	struct address destination;
	uint8_t protocol;
	uint16_t source_port;
	uint16_t destination_port;
};

bool packet_equal(const struct packet *a, const struct packet *b);
/* Whether a packet is an answer to another one. */
bool packet_answers(const struct packet *packet, const struct packet *first);
/* Makes @answer what answers @first. */
void packet_reverse(const struct packet *first, struct packet *answer);

#endif

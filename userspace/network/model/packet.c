// SPDX-License-Identifier: GPL-2.0
#include "network/model/packet.h"

void packet_reverse(const struct packet *first, struct packet *answer)
{
	*answer = (struct packet){
		.source = first->destination, .destination = first->source,
		.protocol = first->protocol, .source_port = first->destination_port,
		.destination_port = first->source_port,
	};
}

bool packet_equal(const struct packet *a, const struct packet *b)
{
	return address_equal(&a->source, &b->source) &&
	       address_equal(&a->destination, &b->destination) && a->protocol == b->protocol &&
	       a->source_port == b->source_port && a->destination_port == b->destination_port;
}

bool packet_answers(const struct packet *packet, const struct packet *first)
{
	struct packet answer;

	packet_reverse(first, &answer);
	return packet_equal(packet, &answer);
}

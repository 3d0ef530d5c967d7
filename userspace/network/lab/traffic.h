/* SPDX-License-Identifier: GPL-2.0 */
/* Connections between hosts of a lab. */
#ifndef ERSYM_NETWORK_LAB_TRAFFIC_H
#define ERSYM_NETWORK_LAB_TRAFFIC_H

#include "network/lab/capture.h"

/**
 * struct flow - a connection that a client tries to make
 * @service: of struct network
 * @port: of the client: no other flow has it
 * @fd: of the client
 * @settled: it was answered or refused, or the client has begun again in vain
 * @sent: UDP: how often; @due: when again, in milliseconds
 */
struct flow {
	unsigned int service;
	uint16_t port;
	int fd;
	bool settled;
	unsigned int sent;
	uint64_t due;
};

/** struct server - answers at an address */
struct server {
	unsigned int segment;
	struct address address;
	uint16_t port;
	uint8_t protocol;
	int fd;
};

/** struct traffic - all of it */
struct traffic {
	const struct lab *lab;
	struct flow *flow;
	size_t n_flow;
	struct server *server;
	size_t n_server;
};

/* Adds a server; one that is there already is not added again. */
void traffic_add_server(struct traffic *traffic, unsigned int segment,
			const struct packet *request);
/* Adds a flow of a service. */
void traffic_add_flow(struct traffic *traffic, unsigned int service);

/**
 * traffic_run() - start servers and clients, and wait until every flow is settled
 * @capture: that has begun
 *
 * Return: 0, or a negative errno; a message has been printed then.
 */
int traffic_run(struct traffic *traffic, struct capture *capture);
void traffic_free(struct traffic *traffic);

/* Whether a packet is of a flow; @answer: written: in which direction. */
bool flow_has(const struct flow *flow, const struct packet *packet, bool *answer);

#endif

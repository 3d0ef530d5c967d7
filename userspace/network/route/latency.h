/* SPDX-License-Identifier: GPL-2.0 */
/* The shortest time between two devices, whatever the routes say: what could be had. */
#ifndef ERSYM_NETWORK_ROUTE_LATENCY_H
#define ERSYM_NETWORK_ROUTE_LATENCY_H

#include "network/model/network.h"

#define LATENCY_NONE UINT64_MAX

/**
 * struct latencies - times within an AS, in microseconds, made when they are asked for
 * @row: by device, NULL or a time for each other one
 */
struct latencies {
	const struct network *net;
	const struct outage *outage;
	uint64_t **row;
};

void latencies_init(struct latencies *l, const struct network *net, const struct outage *outage);
void latencies_free(struct latencies *l);

/* Between devices of one AS, or of two when one of them is the neighbour of the other's AS. */
uint64_t latency_between(const struct latencies *l, unsigned int a, unsigned int b);

#endif

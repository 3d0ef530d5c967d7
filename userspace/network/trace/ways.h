/* SPDX-License-Identifier: GPL-2.0 */
/* The hops that a trace from one host to another should show. */
#ifndef ERSYM_NETWORK_TRACE_WAYS_H
#define ERSYM_NETWORK_TRACE_WAYS_H

#include "network/model/endpoint.h"
#include "network/walk/trip.h"

#define WAY_CIRCUITS_MAX 8

/**
 * struct way - one of the ways that a probe and its answer may take
 * @hops: with the destination, if something comes back
 * @circuit: that the probe crosses, in order; @n_circuit of them
 * @rtt: in microseconds
 * @reached: the destination answers, and the answer arrives
 */
struct way {
	struct net_view hops;
	unsigned int circuit[WAY_CIRCUITS_MAX];
	size_t n_circuit;
	uint64_t rtt;
	bool reached;
};

struct ways {
	struct way *v;
	size_t n;
};

/**
 * ways_expect() - what the model says of a trace
 * @from: with a device
 * @ways: written; ways_free() is due. Ways that look alike and cross the same circuits are one
 */
void ways_expect(const struct routes *routes, const struct endpoint *from,
		 const struct address *to, struct ways *ways);
void ways_free(struct ways *ways);

/* Whether the destination answers by each of the ways. */
bool ways_reached(const struct ways *ways);

/* "10.10.30.{132,133}", "*", "..."; to be freed. */
char *hop_text(const struct net_shown *hop);
/* The hops of a way as a list; to be freed. */
char *hops_text(const struct net_view *hops);
/* "vpnb, then vpn1"; "inside" if there is none; to be freed. */
char *way_circuits_text(const struct network *net, const struct way *way);

#endif

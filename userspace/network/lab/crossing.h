/* SPDX-License-Identifier: GPL-2.0 */
/* The links that a connection's first packets cross, in the model and in the lab. */
#ifndef ERSYM_NETWORK_LAB_CROSSING_H
#define ERSYM_NETWORK_LAB_CROSSING_H

#include "network/lab/traffic.h"
#include "network/walk/trip.h"

/**
 * struct crossing - a device sends a request or an answer
 * @link: by which, or NONE: to a host of @segment
 */
struct crossing {
	unsigned int device;
	unsigned int link, segment;
	bool answer;
	struct packet packet;
};

/** struct crossings - each once, in the order in which they were seen */
struct crossings {
	struct crossing *v;
	size_t n;
};

/* What the model says of a trip; crossings_free() is due. */
void crossings_expected(const struct trips *trips, const struct trip *trip,
			struct crossings *crossings);
/* What was captured of a flow; crossings_free() is due. */
void crossings_seen(const struct capture *capture, const struct flow *flow,
		    struct crossings *crossings);

/**
 * crossings_match() - compare a trip with what was seen
 *
 * For an address of a pool any other one of it may have been seen, if it is the same
 * one everywhere.
 */
bool crossings_match(const struct network *net, const struct trips *trips,
		     const struct trip *trip, const struct crossings *seen);

void crossings_print(const struct network *net, const struct crossings *crossings);
void crossings_free(struct crossings *crossings);

#endif

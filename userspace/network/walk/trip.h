/* SPDX-License-Identifier: GPL-2.0 */
/* A request and its answer: there, back, and what is to be said of both together. */
#ifndef ERSYM_NETWORK_WALK_TRIP_H
#define ERSYM_NETWORK_WALK_TRIP_H

#include "network/walk/path.h"

/** enum verdict - of a trip; the worst has the highest value */
enum verdict {
	VERDICT_SYMMETRIC,
	VERDICT_ASYMMETRIC,
	VERDICT_LOOP,
	VERDICT_BLACK_HOLE,
	VERDICT_UNREACHABLE,
};

/**
 * struct trip - a request on one of its ways, and its answer on one of its own
 * @request: index in struct trips.request
 * @answer: index in struct trips.answer, or NONE: the request did not arrive
 * @verdict: of both
 * @dies: device where the packet that did not arrive ended, or NONE: both arrived
 * @dies_in_answer: whether that was the answer
 */
struct trip {
	unsigned int request;
	unsigned int answer;
	enum verdict verdict;
	unsigned int dies;
	bool dies_in_answer;
};

/**
 * struct trips - all trips of a request
 * @worst: index of the worst one
 */
struct trips {
	struct packet packet;
	unsigned int device;
	struct paths request;
	struct path *answer;
	size_t n_answer;
	struct trip *v;
	size_t n;
	size_t worst;
	bool cut;
};

/**
 * trips_walk() - follows a request and every answer
 * @packet: the request, as a host sends it
 * @device: that the host is at
 * @trips: written; trips_free() is due
 */
void trips_walk(const struct routes *routes, const struct packet *packet, unsigned int device,
		struct trips *trips);
void trips_free(struct trips *trips);

/* "black-hole" */
const char *trip_verdict_name(enum verdict verdict);

#endif

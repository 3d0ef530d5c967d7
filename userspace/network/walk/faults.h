/* SPDX-License-Identifier: GPL-2.0 */
/* What is wrong with connections whose packets arrive. */
#ifndef ERSYM_NETWORK_WALK_FAULTS_H
#define ERSYM_NETWORK_WALK_FAULTS_H

#include "network/walk/detour.h"
#include "network/walk/trip.h"

/**
 * struct faults - of all trips of a request
 * @set: of enum net_fault
 * @detour: the longest one, if it has a fault
 * @answer: whether that is one of an answer
 */
struct faults {
	unsigned int set;
	struct detour detour;
	bool answer;
};

/**
 * faults_find() - judges trips
 * @service: what is expected of them, or NULL
 *
 * Requests are measured; answers only if they do not go the way of their request.
 */
void faults_find(const struct routes *routes, const struct trips *trips,
		 const struct net_service *service, struct faults *faults);

/* "hairpin" */
const char *fault_name(enum net_fault fault);

#endif

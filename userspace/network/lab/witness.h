/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the lab and the model agree. */
#ifndef ERSYM_NETWORK_LAB_WITNESS_H
#define ERSYM_NETWORK_LAB_WITNESS_H

#include "network/lab/lab.h"
#include "network/route/routes.h"

/**
 * struct testimony - what was compared, and what differs
 * @routes: routes of all devices in the model
 * @walks: services that were walked
 * @passed: of these two what agrees
 * @skipped: walks that a lab cannot show
 */
struct testimony {
	size_t routes;
	size_t walks;
	size_t differ;
	size_t skipped;
};

/**
 * witness_routes() - compare the routes of all devices
 * @routes: of the model
 * @testimony: counts are added; differences are printed
 *
 * Waits until they are the same, or until the lab has come to rest without that.
 *
 * Return: 0 if the routes were compared, or a negative errno.
 */
int witness_routes(const struct lab *lab, const struct routes *routes,
		   struct testimony *testimony);

/**
 * witness_walks() - send the traffic of all services, and compare the ways of its packets
 * @routes: of the model
 * @testimony: counts are added; differences are printed
 *
 * Return: 0 if the walks were compared, or a negative errno.
 */
int witness_walks(const struct lab *lab, const struct routes *routes,
		  struct testimony *testimony);

#endif

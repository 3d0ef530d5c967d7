/* SPDX-License-Identifier: GPL-2.0 */
/* Why a device uses a route, in words. */
#ifndef ERSYM_NETWORK_PRINT_REASON_H
#define ERSYM_NETWORK_PRINT_REASON_H

#include "network/route/routes.h"

/* "iBGP" */
const char *route_source_name(enum route_source source);
/* "local-pref" */
const char *bgp_step_name(enum bgp_step step);

/* Of whom a route was learnt: a device, or NULL: it was not learnt. */
const char *route_from(const struct routes *routes, const struct net_route *route);

/**
 * route_reason() - "iBGP from edge-us, before edge-eu by IGP cost (10, not 110)"
 * Return: a text to be freed.
 */
char *route_reason(const struct routes *routes, unsigned int device, const struct net_route *route);

/* The next shorter prefix of which a device has a route, or NONE. */
unsigned int route_shorter(const struct routes *routes, unsigned int device,
			   const struct net_route *route);

#endif

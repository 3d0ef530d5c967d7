/* SPDX-License-Identifier: GPL-2.0 */
/* The routes of all devices, and which one a device uses for an address. */
#ifndef ERSYM_NETWORK_ROUTE_ROUTES_H
#define ERSYM_NETWORK_ROUTE_ROUTES_H

#include "network/route/bgp.h"
#include "network/route/latency.h"

/** enum route_source - where a route was learnt; for the same prefix the first one wins */
enum route_source {
	ROUTE_NONE,
	ROUTE_CONNECTED,
	ROUTE_STATIC,
	ROUTE_EBGP,
	ROUTE_IGP,
	ROUTE_IBGP,
	ROUTE_LAST,		/* a static one for want of another */
};

/** struct route_hop - a way on: a link, and the device at its other end */
struct route_hop {
	unsigned int link;
	unsigned int device;
};

/**
 * struct net_route - what a device does with packets to a prefix
 * @prefix: in struct prefix_table
 * @holder: ROUTE_CONNECTED, ROUTE_STATIC, ROUTE_IGP: who has it; else NULL
 * @choice: ROUTE_EBGP, ROUTE_IBGP: what it was chosen from
 * @hop: equal ways on, sorted by link; none: the packet has arrived
 */
struct net_route {
	enum route_source source;
	unsigned int prefix;
	const struct holder *holder;
	struct bgp_choice choice;
	struct route_hop *hop;
	size_t n_hop;
};

/**
 * struct routes - the result for one outage
 * @table, @attributes: shared by all outages of a network
 */
struct routes {
	const struct network *net;
	const struct outage *outage;
	const struct prefix_table *table;
	struct attributes *attributes;
	struct latencies latency;
	struct igp igp;
	struct bgp bgp;
};

void routes_compute(struct routes *routes, const struct network *net,
		    const struct outage *outage, const struct prefix_table *table,
		    struct attributes *attributes);

/**
 * routes_change() - what becomes of routes when other things are down than before
 * @routes: written; routes_free() is due, before that of @before
 * @before: the state in which the network was
 */
void routes_change(struct routes *routes, const struct routes *before,
		   const struct outage *outage);
void routes_free(struct routes *routes);

/* Whether BGP converged for all prefixes: if not, the way of a packet depends on timing. */
bool routes_are_stable(const struct routes *routes);
/* Whether what a device looked up for an address is of one moment: BGP never converges. */
bool routes_change_for_ever(const struct routes *routes, const struct address *address,
			    const struct net_route *route);

/**
 * routes_get() - the route of a device for exactly a prefix
 * @route: written; net_route_free() is due
 *
 * Return: whether there is one.
 */
bool routes_get(const struct routes *routes, unsigned int device, unsigned int prefix,
		struct net_route *route);

/* The same for the longest prefix that contains an address, of which there is one. */
bool routes_lookup(const struct routes *routes, unsigned int device,
		   const struct address *address, struct net_route *route);
void net_route_free(struct net_route *route);

/**
 * route_loser() - the candidate that came closest to being used
 * @step: written: what decided against it
 *
 * Return: an element of route.choice, or NULL.
 */
const struct bgp_route *route_loser(const struct routes *routes, const struct net_route *route,
				    enum bgp_step *step);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What BGP makes of a network: for each class of prefixes, what every end of every
 * session has taken from the other. Order of decision: RFC 4271, 9.1.2.2, with FRR's
 * steps in front of and after it, "bgp bestpath compare-routerid" (so that no result
 * depends on what came first), "bgp deterministic-med", and
 * "bgp bestpath as-path multipath-relax".
 */
#ifndef ERSYM_NETWORK_ROUTE_BGP_H
#define ERSYM_NETWORK_ROUTE_BGP_H

#include "network/model/network.h"
#include "network/route/attribute.h"
#include "network/route/igp.h"
#include "network/route/table.h"

/** enum bgp_step - what decides between two routes, in this order */
enum bgp_step {
	STEP_NONE,		/* there is nothing to decide */
	STEP_OWN,		/* announced by the device itself */
	STEP_LOCAL_PREF,
	STEP_PATH,		/* length of the AS path */
	STEP_ORIGIN,
	STEP_MED,
	STEP_EXTERNAL,		/* eBGP before iBGP */
	STEP_METRIC,		/* IGP cost to the next hop */
	STEP_ROUTER_ID,
	STEP_CLUSTER,		/* length of the cluster list */
	STEP_ADDRESS,		/* of the neighbour */
};

/**
 * struct bgp_route - a route that a device may choose
 * @peer: end of a session at the device that took it: 2 * session + end; NONE: its own
 * @attribute: number in struct attributes
 * @metric: IGP cost to the next hop
 */
struct bgp_route {
	unsigned int peer;
	uint32_t attribute;
	uint32_t metric;
};

/**
 * struct bgp_choice - what a device chose
 * @best: the route that it passes on
 * @route: all candidates: first the best, then those that are used as well
 * @n_used: how many are used; 0: there is no route
 * @n: how many candidates
 */
struct bgp_choice {
	struct bgp_route *route;
	size_t n_used;
	size_t n;
};

/**
 * struct bgp_class - the result for a class of prefixes
 * @taken: attributes by 2 * session + end, what that end took from the other
 * @unstable: sessions that change for ever, or NULL
 * @cut: that is not proved: it had not converged after far more steps than a circle takes
 * @open: sessions that have other routes in another state, which is stable as well, or NULL;
 *	  looked for where there is no base
 * @borrowed: all is that of the base, which is the same
 */
struct bgp_class {
	bool borrowed;
	uint32_t *taken;
	unsigned int *unstable;
	size_t n_unstable;
	bool cut;
	unsigned int *open;
	size_t n_open;
};

/**
 * struct bgp - the result for all classes
 * @base: of another outage, which the network was in before; or NULL
 * @by_path: some policy looks at AS paths, so that there may be several stable states
 * @unstable: some class is
 * @session_up: by session
 * @speaks: by device: it gives others what it takes from others
 * @changed: by device: it took something else than in the base
 */
struct bgp {
	const struct bgp *base;
	bool by_path;
	bool unstable;
	bool *speaks;
	bool *changed;
	const struct network *net;
	const struct outage *outage;
	const struct prefix_table *table;
	const struct igp *igp;
	struct attributes *attributes;
	bool *session_up;
	struct bgp_class *class;
};

/**
 * bgp_compute() - runs until nothing changes, or until something has changed in a circle
 * @base: the state in which it begins, which outlives the result; or NULL: an empty one
 */
void bgp_compute(struct bgp *bgp, const struct network *net, const struct outage *outage,
		 const struct prefix_table *table, const struct igp *igp,
		 struct attributes *attributes, const struct bgp *base);
void bgp_free(struct bgp *bgp);

/* Whether two states of a network are the same. */
bool bgp_equal(const struct bgp *a, const struct bgp *b);

/**
 * bgp_choose() - what a device makes of the routes that it has for a class
 * @choice: written; bgp_choice_free() is due
 */
void bgp_choose(const struct bgp *bgp, unsigned int class, unsigned int device,
		struct bgp_choice *choice);
void bgp_choice_free(struct bgp_choice *choice);

/**
 * bgp_compare() - decides between two routes of a device
 * @med: whether the MED counts: only between routes of the same neighbour AS
 * @step: written: what decided
 *
 * Return: negative if @a is better, positive if @b is.
 */
int bgp_compare(const struct bgp *bgp, const struct bgp_route *a, const struct bgp_route *b,
		bool med, enum bgp_step *step);

/* The AS that a route was received from; 0: it began in the own AS. */
uint32_t bgp_neighbour_as(const struct bgp *bgp, const struct bgp_route *route);
/* Whether the two ends of a session are in different AS. */
bool session_is_external(const struct network *net, unsigned int session);
/* The address of a device on a session. */
const struct address *session_address(const struct network *net, unsigned int peer);

/**
 * bgp_given() - what one end of a session gives and the other takes
 * @peer: the end that takes: 2 * session + end
 * @route: the best of the device at the other end
 * @refused: if not NULL: written: who refused it, or NULL
 *
 * Return: an attribute, or NO_ATTRIBUTE.
 */
uint32_t bgp_given(struct bgp *bgp, unsigned int class, unsigned int peer,
		   const struct bgp_route *route, const char **refused);

#endif

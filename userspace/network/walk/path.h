/* SPDX-License-Identifier: GPL-2.0 */
/* One packet on its way from device to device, until it arrives or dies. */
#ifndef ERSYM_NETWORK_WALK_PATH_H
#define ERSYM_NETWORK_WALK_PATH_H

#include "network/route/routes.h"

/**
 * struct flow_state - what a device knows of a connection
 * @group: devices that share it, see struct net_device.state; 0: only @device
 * @before: the first packet as it came in
 * @after: as it left
 * @in: circuit that it came in on; NONE: from inside. @out likewise
 */
struct flow_state {
	unsigned int group;
	unsigned int device;
	struct packet before;
	struct packet after;
	unsigned int in;
	unsigned int out;
};

/** enum fate - what became of a packet in the end */
enum fate {
	FATE_ARRIVED,
	FATE_NO_ROUTE,
	FATE_NO_STATE,		/* a stateful device knows no connection that it belongs to */
	FATE_PRIVATE,		/* a private address on a public-only circuit */
	FATE_REFUSED,		/* a device that filters lets no such connection in */
	FATE_POOL,		/* an address of the device's own that nothing translates */
	FATE_NO_LINK,		/* the circuit that it must leave by is down */
	FATE_LOOP,
	FATE_TOO_FAR,		/* its time to live is over, however long it was */
};

/**
 * struct hop - a packet at a device
 * @in: link that it came by; NONE: from a host of the device
 * @out: link that it leaves by, or would leave by if it did not die here; NONE: to a
 *	 host of the device, or nowhere
 * @before: as it came in
 * @after: as it leaves
 * @nat: translations that it got, of struct network.nat; @n_nat of them
 * @made: the device made state of it
 * @found: the device had state of it, and translated back what it had translated
 * @unknown: an answer that the device passes on without state of it
 * @pinned: it leaves by the circuit that its request came in on, whatever the routes say
 * @route: that it used; ROUTE_NONE if none was looked up
 */
struct hop {
	unsigned int device;
	unsigned int in, out;
	struct packet before, after;
	unsigned int nat[2];
	size_t n_nat;
	bool made, found, unknown, pinned;
	struct net_route route;
};

/**
 * struct path - a way that a packet may take
 * @hop: the devices in order
 * @state: what they know of connections afterwards, with what they knew before
 * @packet: as it is at the end
 * @latency: one way, in microseconds
 * @segment: where it arrived, or NONE
 */
struct path {
	struct hop *hop;
	size_t n_hop;
	struct flow_state *state;
	size_t n_state;
	struct packet packet;
	uint64_t latency;
	enum fate fate;
	unsigned int segment;
};

struct paths {
	struct path *v;
	size_t n;
	bool cut;	/* there are more than the walk keeps */
};

/* The most devices that can forward a packet: its time to live has eight bits, and ends at 0. */
#define HOPS_MAX 254

/* How many paths of one packet are followed. */
#define PATHS_MAX 256

/**
 * path_follow() - all ways that a packet may take
 * @packet: as a host sends it
 * @device: that the host is at
 * @state: what the devices know of connections
 * @answer: whether it belongs to a connection that exists
 * @paths: written; paths_free() is due
 *
 * Where a translation has several addresses to choose from, each that some device
 * would treat differently is followed.
 */
void path_follow(const struct routes *routes, const struct packet *packet, unsigned int device,
		 const struct flow_state *state, size_t n_state, bool answer,
		 struct paths *paths);
void paths_free(struct paths *paths);

/* Lets go of what only walks that are printed need: what routes were chosen from, and state. */
void path_trim(struct path *path);

/**
 * path_circuits() - the circuits that a path crosses, in order, with the one where it dies
 * @circuit: room for @max of them
 */
size_t path_circuits(const struct network *net, const struct path *path, unsigned int *circuit,
		     size_t max);

/* The region out of which a request that arrived in another one is answered, or NONE. */
unsigned int path_tenant(const struct network *net, const struct path *path);

#endif

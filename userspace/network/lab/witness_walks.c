// SPDX-License-Identifier: GPL-2.0
#include "network/lab/witness.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "network/lab/crossing.h"
#include "network/lab/traffic.h"
#include "network/walk/trip.h"
#include "util/alloc.h"

/* So many flows of a service that has several ways, and of others. */
#define FLOWS_OF_MANY 6
#define FLOWS_OF_ONE  1

/* Devices share their state by a protocol of their own, which a lab has not. */
static bool shares_state(const struct network *net, unsigned int device)
{
	unsigned int state = net->device[device].state;
	size_t i;

	for (i = 0; state && i < net->n_device; i++) {
		if (i != device && net->device[i].state == state)
			return true;
	}
	return false;
}

/* Whether a packet would go from a host to another one of the same segment. */
static bool stays_in_segment(const struct network *net, const struct packet *packet)
{
	unsigned int segment = network_segment_of(net, &packet->source);

	return segment != NONE && segment == network_segment_of(net, &packet->destination);
}

static bool path_can_be_shown(const struct network *net, const struct path *path)
{
	const struct hop *last = &path->hop[path->n_hop - 1];
	size_t i;

	for (i = 0; i < path->n_hop; i++) {
		if (shares_state(net, path->hop[i].device))
			return false;
	}
	/* No lab's router serves anybody at its own address. */
	return path->fate != FATE_ARRIVED || path->segment != NONE ||
	       (last->found && last->pinned);
}

/*
 * Whether a lab can show a service. To a device that has no state of it an answer by
 * UDP is the beginning of a connection.
 */
static bool can_be_shown(const struct network *net, const struct trips *trips)
{
	bool udp = trips->packet.protocol == IPPROTO_UDP;
	size_t i;

	for (i = 0; i < trips->request.n; i++) {
		if (!path_can_be_shown(net, &trips->request.v[i]))
			return false;
	}
	for (i = 0; i < trips->n_answer; i++) {
		if (!path_can_be_shown(net, &trips->answer[i]) ||
		    (udp && trips->answer[i].fate == FATE_NO_STATE))
			return false;
	}
	return !trips->cut && (udp || trips->packet.protocol == IPPROTO_TCP) &&
	       trips->packet.source.family == AF_INET && !stays_in_segment(net, &trips->packet);
}

static void add_traffic(struct traffic *traffic, unsigned int service, const struct trips *trips)
{
	unsigned int flows = trips->n > 1 ? FLOWS_OF_MANY : FLOWS_OF_ONE;
	size_t i;

	for (i = 0; i < trips->request.n; i++) {
		const struct path *p = &trips->request.v[i];

		if (p->fate == FATE_ARRIVED && p->segment != NONE)
			traffic_add_server(traffic, p->segment, &p->packet);
	}
	while (flows--)
		traffic_add_flow(traffic, service);
}

/* Whether what was seen of a flow is one of the trips. */
static bool agrees(const struct network *net, const struct trips *trips,
		   const struct crossings *seen)
{
	size_t i;

	for (i = 0; i < trips->n; i++) {
		if (crossings_match(net, trips, &trips->v[i], seen))
			return true;
	}
	return false;
}

static void print_difference(const struct network *net, const struct trips *trips,
			     unsigned int service, const struct crossings *seen)
{
	struct crossings expected;
	size_t i;

	printf("%s from %s: the lab saw\n", net->service[service].name,
	       net->service[service].from);
	crossings_print(net, seen);
	for (i = 0; i < trips->n && i < 2; i++) {
		printf("  but the model says%s\n", i ? ", or" : "");
		crossings_expected(trips, &trips->v[i], &expected);
		crossings_print(net, &expected);
		crossings_free(&expected);
	}
}

static void compare(const struct lab *lab, const struct trips *trips,
		    const struct traffic *traffic, const struct capture *capture,
		    struct testimony *testimony)
{
	unsigned int said = NONE;
	struct crossings seen;
	size_t i;

	for (i = 0; i < traffic->n_flow; i++) {
		const struct flow *f = &traffic->flow[i];

		crossings_seen(capture, f, &seen);
		testimony->walks++;
		if (!agrees(lab->net, &trips[f->service], &seen)) {
			testimony->differ++;
			/* One example of each service is enough. */
			if (f->service != said)
				print_difference(lab->net, &trips[f->service], f->service, &seen);
			said = f->service;
		}
		crossings_free(&seen);
	}
}

int witness_walks(const struct lab *lab, const struct routes *routes,
		  struct testimony *testimony)
{
	const struct network *net = lab->net;
	struct trips *trips = xcalloc(net->n_service + 1, sizeof(*trips));
	struct traffic traffic = { .lab = lab };
	struct capture capture;
	unsigned int i;
	int err;

	for (i = 0; i < net->n_service; i++) {
		trips_walk(routes, &net->service[i].packet, net->service[i].device, &trips[i]);
		if (!routes->outage->device[net->service[i].device] &&
		    can_be_shown(net, &trips[i]))
			add_traffic(&traffic, i, &trips[i]);
		else
			testimony->skipped++;
	}
	err = capture_begin(&capture, lab);
	if (!err)
		err = traffic_run(&traffic, &capture);
	if (!err)
		compare(lab, trips, &traffic, &capture, testimony);
	capture_end(&capture);
	traffic_free(&traffic);
	for (i = 0; i < net->n_service; i++)
		trips_free(&trips[i]);
	free(trips);
	return err;
}

// SPDX-License-Identifier: GPL-2.0
#include "network/walk/choice.h"

#include <stdlib.h>

#include "network/walk/detour.h"
#include "network/walk/trip.h"
#include "util/array.h"

/* The public region of a cloud that an address is in, or NONE. */
static unsigned int region_of(const struct network *net, const struct address *address)
{
	unsigned int segment = network_segment_of(net, address);
	struct prefix host = prefix_of_address(address);

	if (segment == NONE || !prefix_is_public(&host) ||
	    net->device[net->segment[segment].device].side != SIDE_CLOUD)
		return NONE;
	return net->segment[segment].device;
}

static void find_now(const struct routes *routes, struct choice *c)
{
	const struct net_service *s = &routes->net->service[c->service];
	const struct path *path;
	unsigned int crossed[2];
	struct trips trips;

	trips_walk(routes, &s->packet, s->device, &trips);
	path = &trips.request.v[trips.v[trips.worst].request];
	if (trips.v[trips.worst].dies == NONE) {
		c->cost[WAY_NOW] = path->latency;
		if (path_circuits(routes->net, path, crossed, 2) == 1)
			c->index[WAY_NOW] = crossed[0];
	}
	trips_free(&trips);
}

static void find_circuits(const struct routes *routes, struct choice *c)
{
	const struct network *net = routes->net;
	const struct net_service *s = &net->service[c->service];
	unsigned int i;

	for (i = 0; i < net->n_circuit; i++) {
		enum choice_way way;
		uint64_t cost;

		if (net->circuit[i].kind == KIND_INTERNET)
			way = WAY_INTERNET;
		else if (net->circuit[i].kind == KIND_MICROSOFT_PEERING)
			way = WAY_PEERING;
		else
			continue;
		cost = detour_cost(routes, s->device, c->region, i, &s->packet.destination);
		if (cost >= c->cost[way])
			continue;
		c->cost[way] = cost;
		c->index[way] = i;
	}
}

/* The place nearest to the people; of several, the one nearest to the region. */
static void find_place(const struct network *net, struct choice *c)
{
	uint32_t near, nearest = 0;
	unsigned int i;

	for (i = 0; i < net->n_place; i++) {
		const struct net_place *p = &net->place[i];
		uint64_t cost;

		if (p->region != c->region || !net_place_latency(p, c->site, &near))
			continue;
		cost = (uint64_t)near + p->latency;
		if (c->index[WAY_PLACE] != NONE &&
		    (near > nearest || (near == nearest && cost >= c->cost[WAY_PLACE])))
			continue;
		nearest = near;
		c->cost[WAY_PLACE] = cost;
		c->index[WAY_PLACE] = i;
		c->few = net->site[c->site].people < p->people;
	}
}

static void recommend(struct choice *c)
{
	int way;

	c->best = WAY_NOW;
	for (way = WAY_INTERNET; way <= WAY_PLACE; way++) {
		if (c->cost[way] < c->cost[c->best] && !(way == WAY_PLACE && c->few))
			c->best = (enum choice_way)way;
	}
}

static bool is_there(const struct choices *choices, unsigned int site, unsigned int region)
{
	size_t i;

	for (i = 0; i < choices->n; i++) {
		if (choices->v[i].site == site && choices->v[i].region == region)
			return true;
	}
	return false;
}

void choices_find(const struct routes *routes, struct choices *choices)
{
	const struct network *net = routes->net;
	unsigned int i;
	int way;

	*choices = (struct choices){ 0 };
	for (i = 0; i < net->n_service; i++) {
		const struct net_service *s = &net->service[i];
		struct choice c = {
			.service = i, .site = net->device[s->device].site,
			.region = region_of(net, &s->packet.destination),
		};

		if (c.site == NONE || c.region == NONE || s->refused ||
		    is_there(choices, c.site, c.region))
			continue;
		for (way = 0; way < N_WAY; way++) {
			c.cost[way] = LATENCY_NONE;
			c.index[way] = NONE;
		}
		find_now(routes, &c);
		find_circuits(routes, &c);
		find_place(net, &c);
		recommend(&c);
		choices->v = array_grow(choices->v, choices->n, sizeof(*choices->v));
		choices->v[choices->n++] = c;
	}
}

void choices_free(struct choices *choices)
{
	free(choices->v);
}

bool choices_mean(const struct network *net, const struct choices *choices, enum choice_way way,
		  bool recommended, double *mean)
{
	double sum = 0, people = 0;
	size_t i;

	for (i = 0; i < choices->n; i++) {
		const struct choice *c = &choices->v[i];
		uint64_t cost = c->cost[recommended ? c->best : way];

		if (cost == LATENCY_NONE)
			return false;
		sum += (double)cost * net->site[c->site].people;
		people += net->site[c->site].people;
	}
	*mean = sum / (people > 0 ? people : 1);
	return people > 0;
}

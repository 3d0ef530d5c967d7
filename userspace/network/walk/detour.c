// SPDX-License-Identifier: GPL-2.0
#include "network/walk/detour.h"

#include <string.h>

/* A way is far if it takes longer than FAR_NUMERATOR / FAR_DENOMINATOR of the best. */
#define FAR_NUMERATOR   3
#define FAR_DENOMINATOR 2

static bool is_ours(const struct network *net, unsigned int device)
{
	return net->device[device].side == SIDE_OURS;
}

static bool is_hairpin(const struct network *net, const struct path *path)
{
	const char *first = net->device[path->hop[0].device].region, *at = first;
	bool crossed[2] = { false, false };
	size_t i;

	for (i = 1; first && i < path->n_hop; i++) {
		unsigned int device = path->hop[i].device, before = path->hop[i - 1].device;
		const char *region = net->device[device].region;

		if (!region || !strcmp(region, at))
			continue;
		at = region;
		if (is_ours(net, device) == is_ours(net, before))
			crossed[is_ours(net, device)] = true;
	}
	return first && crossed[0] && crossed[1] && !strcmp(first, at);
}

/* Whether an end of a session took a route for an address, with its attribute. */
static bool took_route(const struct routes *routes, unsigned int peer, const struct address *a,
		       uint32_t *attribute)
{
	unsigned int prefix = prefix_table_lookup(routes->table, a);

	for (; prefix != NONE; prefix = routes->table->v[prefix].parent) {
		unsigned int class = routes->table->v[prefix].class;

		if (class == NONE)
			continue;
		*attribute = routes->bgp.class[class].taken[peer];
		if (*attribute != NO_ATTRIBUTE)
			return true;
	}
	return false;
}

/* Whether the marks of a route keep it out of a device. */
static bool is_kept_out(const struct routes *routes, const struct net_peer *taker,
			uint32_t attribute)
{
	const struct attribute *a = &routes->attributes->v[attribute];
	const struct policy *policy;
	size_t i, j;

	if (taker->import == NONE)
		return false;
	policy = &routes->net->policy[taker->import];
	for (i = 0; i < policy->n_term; i++) {
		const struct policy_term *term = &policy->term[i];
		bool matches = !term->n_community;

		for (j = 0; j < term->n_community && !matches; j++)
			matches = attributes_count(routes->attributes, a->community,
						   term->community[j]);
		if (matches)
			return term->deny;
	}
	return true;
}

/* Whether a device of the edge's AS would be given the route that an edge took. */
static bool may_see(const struct routes *routes, unsigned int device, unsigned int edge,
		    uint32_t attribute)
{
	const struct index_list *peers = &routes->net->peers_of[device];
	size_t i;

	if (device == edge)
		return true;
	for (i = 0; i < peers->n; i++) {
		const struct net_session *s = &routes->net->session[peers->v[i] / 2];

		if (!session_is_external(routes->net, peers->v[i] / 2) &&
		    s->peer[!(peers->v[i] % 2)].device == edge)
			return !is_kept_out(routes, &s->peer[peers->v[i] % 2], attribute);
	}
	return false;
}

/*
 * The latency of the quickest link of a circuit over which a route was taken, and which the
 * sender may have, if it is one; NONE: whoever sends.
 */
static uint64_t circuit_latency(const struct routes *routes, unsigned int circuit, bool out,
				unsigned int sender, const struct address *target)
{
	const struct net_circuit *c = &routes->net->circuit[circuit];
	const struct index_list *peers = &routes->net->peers_of[c->far];
	uint64_t best = LATENCY_NONE;
	uint32_t attribute;
	size_t i;

	for (i = 0; i < peers->n; i++) {
		unsigned int link = routes->net->session[peers->v[i] / 2].link;

		if (link == NONE || routes->net->link[link].circuit != circuit ||
		    !link_is_up(routes->net, routes->outage, link) ||
		    !took_route(routes, out ? peers->v[i] ^ 1 : peers->v[i], target, &attribute))
			continue;
		if (out && sender != NONE && !may_see(routes, sender, c->device, attribute))
			continue;
		if (routes->net->link[link].latency < best)
			best = routes->net->link[link].latency;
	}
	return best;
}

/*
 * Whether a circuit may be compared: who is on the Internet comes by no other one, and
 * what the Internet takes from one region to another is not known.
 */
static bool is_comparable(const struct network *net, const struct net_circuit *c,
			  unsigned int outside)
{
	const char *near, *far = net->device[outside].region;

	if (c->device == NONE || c->far == NONE)
		return false;
	if (net->device[c->far].side != SIDE_INTERNET)
		return net->device[outside].side != SIDE_INTERNET;
	near = net->device[c->device].region;
	return !near || !far || !strcmp(near, far);
}

/* @sender: as in circuit_latency() */
static uint64_t cost_by(const struct routes *routes, unsigned int from, unsigned int to,
			unsigned int circuit, unsigned int sender, const struct address *target)
{
	const struct net_circuit *c = &routes->net->circuit[circuit];
	bool out = is_ours(routes->net, from);
	uint64_t part[3];

	if (!is_comparable(routes->net, c, out ? to : from))
		return LATENCY_NONE;
	part[0] = circuit_latency(routes, circuit, out, sender, target);
	if (part[0] == LATENCY_NONE)
		return LATENCY_NONE;
	part[1] = latency_between(&routes->latency, from, out ? c->device : c->far);
	part[2] = latency_between(&routes->latency, to, out ? c->far : c->device);
	if (part[1] == LATENCY_NONE || part[2] == LATENCY_NONE)
		return LATENCY_NONE;
	return part[0] + part[1] + part[2];
}

uint64_t detour_cost(const struct routes *routes, unsigned int from, unsigned int to,
		     unsigned int circuit, const struct address *target)
{
	return cost_by(routes, from, to, circuit, NONE, target);
}

/* The only link of a circuit that a path crosses, as the hop before it; NULL: none or several. */
static const struct hop *only_crossing(const struct network *net, const struct path *path)
{
	const struct hop *found = NULL;
	size_t i;

	for (i = 0; i < path->n_hop; i++) {
		const struct hop *hop = &path->hop[i];

		if (hop->out == NONE || net->link[hop->out].circuit == NONE)
			continue;
		if (found)
			return NULL;
		found = hop;
	}
	return found;
}

void detour_find(const struct routes *routes, const struct path *path, struct detour *detour)
{
	const struct network *net = routes->net;
	const struct hop *crossing = only_crossing(net, path);
	unsigned int from = path->hop[0].device, to = path->hop[path->n_hop - 1].device, i;

	*detour = (struct detour){ .cost = path->latency, .best = path->latency, .circuit = NONE,
				   .other = NONE };
	if (!crossing)
		return;
	detour->circuit = net->link[crossing->out].circuit;
	for (i = 0; i < net->n_circuit; i++) {
		uint64_t cost;

		if (i == detour->circuit)
			continue;
		cost = cost_by(routes, from, to, i, from, &crossing->after.destination);
		if (cost < detour->best) {
			detour->best = cost;
			detour->other = i;
		}
	}
	if (is_hairpin(net, path))
		detour->fault = FAULT_HAIRPIN;
	else if (detour->cost * FAR_DENOMINATOR > detour->best * FAR_NUMERATOR)
		detour->fault = FAULT_FAR;
}

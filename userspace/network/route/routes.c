// SPDX-License-Identifier: GPL-2.0
#include "network/route/routes.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

static void compute(struct routes *routes, const struct routes *before)
{
	latencies_init(&routes->latency, routes->net, routes->outage);
	igp_compute(&routes->igp, routes->net, routes->outage, before ? &before->igp : NULL);
	bgp_compute(&routes->bgp, routes->net, routes->outage, routes->table, &routes->igp,
		    routes->attributes, before ? &before->bgp : NULL);
}

void routes_compute(struct routes *routes, const struct network *net,
		    const struct outage *outage, const struct prefix_table *table,
		    struct attributes *attributes)
{
	routes->net = net;
	routes->outage = outage;
	routes->table = table;
	routes->attributes = attributes;
	compute(routes, NULL);
}

void routes_change(struct routes *routes, const struct routes *before,
		   const struct outage *outage)
{
	routes->net = before->net;
	routes->outage = outage;
	routes->table = before->table;
	routes->attributes = before->attributes;
	compute(routes, before);
}

void routes_free(struct routes *routes)
{
	bgp_free(&routes->bgp);
	igp_free(&routes->igp);
	latencies_free(&routes->latency);
}

bool routes_are_stable(const struct routes *routes)
{
	return !routes->bgp.unstable;
}

/* Whether what a device has a prefix by is up. */
static bool holder_is_up(const struct routes *routes, const struct holder *h)
{
	if (h->kind == HOLDER_LINK)
		return link_is_up(routes->net, routes->outage, h->index);
	if (h->kind == HOLDER_STATIC && routes->net->fixed[h->index].link != NONE)
		return link_is_up(routes->net, routes->outage,
				  routes->net->fixed[h->index].link);
	return !routes->outage->device[h->device];
}

static void add_hop(struct net_route *route, unsigned int link, unsigned int device)
{
	size_t i, at = route->n_hop;

	for (i = 0; i < route->n_hop; i++) {
		if (route->hop[i].link == link)
			return;
	}
	route->hop = array_grow(route->hop, route->n_hop, sizeof(*route->hop));
	while (at && route->hop[at - 1].link > link) {
		route->hop[at] = route->hop[at - 1];
		at--;
	}
	route->hop[at] = (struct route_hop){ link, device };
	route->n_hop++;
}

/* Adds the links of @device that begin a shortest path to @target. */
static void add_igp_hops(const struct routes *routes, unsigned int device, unsigned int target,
			 struct net_route *route)
{
	const struct index_list *links = &routes->net->links_of[device];
	size_t i;

	for (i = 0; i < links->n; i++) {
		if (igp_first_hop(&routes->igp, device, target, links->v[i]))
			add_hop(route, links->v[i],
				link_far(&routes->net->link[links->v[i]], device)->device);
	}
}

static bool is_last(const struct routes *routes, const struct holder *h)
{
	return h->kind == HOLDER_STATIC && routes->net->fixed[h->index].last;
}

/* Adds the links of the static routes after a holder that are used together with it. */
static void add_shared(const struct routes *routes, const struct table_entry *e, size_t first,
		       struct net_route *route)
{
	const struct net_static *fixed = routes->net->fixed;
	const struct holder *h = &routes->table->holder[e->holder + first];
	unsigned int link;
	size_t i;

	for (i = first + 1; h->kind == HOLDER_STATIC && i < e->n_holder; i++) {
		const struct holder *other = &routes->table->holder[e->holder + i];

		if (other->device != h->device || other->kind != HOLDER_STATIC ||
		    !fixed[h->index].share || fixed[h->index].share != fixed[other->index].share ||
		    !holder_is_up(routes, other))
			continue;
		link = fixed[other->index].link;
		add_hop(route, link, link_far(&routes->net->link[link], h->device)->device);
	}
}

/*
 * Connected and static routes, or those for want of others. Holders are sorted, and
 * HOLDER_STATIC is the last kind.
 */
static bool get_direct(const struct routes *routes, unsigned int device,
		       const struct table_entry *e, bool last, struct net_route *route)
{
	size_t i;

	for (i = 0; i < e->n_holder; i++) {
		const struct holder *h = &routes->table->holder[e->holder + i];
		unsigned int link = NONE;

		if (h->device != device || is_last(routes, h) != last || !holder_is_up(routes, h))
			continue;
		route->source = last ? ROUTE_LAST :
				h->kind == HOLDER_STATIC ? ROUTE_STATIC : ROUTE_CONNECTED;
		route->holder = h;
		if (h->kind == HOLDER_LINK)
			link = h->index;
		else if (h->kind == HOLDER_STATIC)
			link = routes->net->fixed[h->index].link;
		if (link != NONE)
			add_hop(route, link, link_far(&routes->net->link[link], device)->device);
		add_shared(routes, e, i, route);
		return true;
	}
	return false;
}

static bool get_bgp(const struct routes *routes, unsigned int device, unsigned int class,
		    struct net_route *route)
{
	size_t i;

	if (class == NONE || !routes->net->device[device].as)
		return false;
	bgp_choose(&routes->bgp, class, device, &route->choice);
	if (!route->choice.n_used || route->choice.route[0].peer == NONE) {
		bgp_choice_free(&route->choice);
		memset(&route->choice, 0, sizeof(route->choice));
		return false;
	}
	route->source = session_is_external(routes->net, route->choice.route[0].peer / 2) ?
			ROUTE_EBGP : ROUTE_IBGP;
	for (i = 0; i < route->choice.n_used; i++) {
		const struct attribute *a =
			&routes->attributes->v[route->choice.route[i].attribute];
		const struct net_link *l = NULL;

		if (a->hop_link != NONE)
			l = &routes->net->link[a->hop_link];
		if (l && (l->end[0].device == device || l->end[1].device == device))
			add_hop(route, a->hop_link, a->hop_device);
		else
			add_igp_hops(routes, device, a->hop_device, route);
	}
	return true;
}

static bool get_igp(const struct routes *routes, unsigned int device,
		    const struct table_entry *e, struct net_route *route)
{
	uint32_t best = IGP_UNREACHABLE, cost;
	size_t i, pass;

	for (pass = 0; pass < 2; pass++) {
		for (i = 0; i < e->n_holder; i++) {
			const struct holder *h = &routes->table->holder[e->holder + i];

			if (!h->igp || !holder_is_up(routes, h))
				continue;
			cost = igp_cost(&routes->igp, device, h->device);
			if (cost == IGP_UNREACHABLE)
				continue;
			cost += h->cost;
			if (!pass && cost < best) {
				best = cost;
				route->holder = h;
			}
			if (pass && cost == best)
				add_igp_hops(routes, device, h->device, route);
		}
	}
	if (!route->n_hop)
		return false;
	route->source = ROUTE_IGP;
	return true;
}

bool routes_get(const struct routes *routes, unsigned int device, unsigned int prefix,
		struct net_route *route)
{
	const struct table_entry *e = &routes->table->v[prefix];
	struct net_route igp = { .prefix = prefix };

	*route = (struct net_route){ .prefix = prefix };
	if (routes->outage->device[device])
		return false;
	if (get_direct(routes, device, e, false, route))
		return true;
	if (!get_bgp(routes, device, e->class, route))
		return get_igp(routes, device, e, route) ||
		       get_direct(routes, device, e, true, route);
	if (route->source == ROUTE_IBGP && get_igp(routes, device, e, &igp)) {
		net_route_free(route);
		*route = igp;
	}
	return true;
}

bool routes_lookup(const struct routes *routes, unsigned int device,
		   const struct address *address, struct net_route *route)
{
	unsigned int prefix = prefix_table_lookup(routes->table, address);

	for (; prefix != NONE; prefix = routes->table->v[prefix].parent) {
		if (routes_get(routes, device, prefix, route))
			return true;
	}
	*route = (struct net_route){ .prefix = NONE };
	return false;
}

bool routes_change_for_ever(const struct routes *routes, const struct address *address,
			    const struct net_route *route)
{
	bool by_bgp = route->source == ROUTE_EBGP || route->source == ROUTE_IBGP;
	unsigned int prefix = prefix_table_lookup(routes->table, address);

	for (; prefix != NONE; prefix = routes->table->v[prefix].parent) {
		unsigned int class = routes->table->v[prefix].class;

		if (class != NONE && routes->bgp.class[class].n_unstable &&
		    (prefix != route->prefix || by_bgp))
			return true;
		if (prefix == route->prefix)
			return false;
	}
	return false;
}

void net_route_free(struct net_route *route)
{
	free(route->hop);
	bgp_choice_free(&route->choice);
}

const struct bgp_route *route_loser(const struct routes *routes, const struct net_route *route,
				    enum bgp_step *step)
{
	const struct bgp_choice *c = &route->choice;
	const struct bgp_route *loser = NULL;
	size_t i;

	*step = STEP_NONE;
	for (i = c->n_used; i < c->n; i++) {
		bool med = bgp_neighbour_as(&routes->bgp, &c->route[0]) ==
			   bgp_neighbour_as(&routes->bgp, &c->route[i]);
		enum bgp_step reached;

		bgp_compare(&routes->bgp, &c->route[0], &c->route[i], med, &reached);
		if (!loser || reached > *step) {
			loser = &c->route[i];
			*step = reached;
		}
	}
	return loser;
}

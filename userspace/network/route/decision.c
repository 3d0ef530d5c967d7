// SPDX-License-Identifier: GPL-2.0
/* Which of its routes a device chooses. */
#include "network/route/bgp.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

static const struct attribute *attribute_of(const struct bgp *bgp, const struct bgp_route *route)
{
	return &bgp->attributes->v[route->attribute];
}

static const struct net_peer *other_end(const struct bgp *bgp, unsigned int peer)
{
	return &bgp->net->session[peer / 2].peer[!(peer % 2)];
}

bool session_is_external(const struct network *net, unsigned int session)
{
	const struct net_session *s = &net->session[session];

	return net->device[s->peer[0].device].as != net->device[s->peer[1].device].as;
}

const struct address *session_address(const struct network *net, unsigned int peer)
{
	const struct net_session *s = &net->session[peer / 2];
	unsigned int device = s->peer[peer % 2].device;

	if (s->link == NONE)
		return &net->device[device].loopback;
	return &link_near(&net->link[s->link], device)->address;
}

uint32_t bgp_neighbour_as(const struct bgp *bgp, const struct bgp_route *route)
{
	const struct number_list *path =
		&bgp->attributes->list[attribute_of(bgp, route)->path];

	return path->n ? path->v[0] : 0;
}

/* The identifier that the next step compares: of who brought the route into the AS. */
static uint32_t router_id(const struct bgp *bgp, const struct bgp_route *route)
{
	const struct attribute *a = attribute_of(bgp, route);

	if (a->originator)
		return a->originator;
	return bgp->net->device[other_end(bgp, route->peer)->device].router_id;
}

static int order(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

/*
 * The step's order of two routes, or 0. Both routes are from neighbours from
 * STEP_LOCAL_PREF on, since a device's own is unique.
 */
static int compare_step(const struct bgp *bgp, const struct bgp_route *ra,
			const struct bgp_route *rb, bool med, enum bgp_step step)
{
	const struct attribute *a = attribute_of(bgp, ra), *b = attribute_of(bgp, rb);
	const struct number_list *list = bgp->attributes->list;

	switch (step) {
	case STEP_OWN:
		return (ra->peer != NONE) - (rb->peer != NONE);
	case STEP_LOCAL_PREF:
		return -order(a->local_pref, b->local_pref);
	case STEP_PATH:
		return order(list[a->path].n, list[b->path].n);
	case STEP_ORIGIN:
		return order(a->origin, b->origin);
	case STEP_MED:
		return med ? order(a->med, b->med) : 0;
	case STEP_EXTERNAL:
		return session_is_external(bgp->net, rb->peer / 2) -
		       session_is_external(bgp->net, ra->peer / 2);
	case STEP_METRIC:
		return order(ra->metric, rb->metric);
	case STEP_ROUTER_ID:
		return order(router_id(bgp, ra), router_id(bgp, rb));
	case STEP_CLUSTER:
		return order(list[a->cluster].n, list[b->cluster].n);
	case STEP_ADDRESS:
		return address_compare(session_address(bgp->net, ra->peer ^ 1),
				       session_address(bgp->net, rb->peer ^ 1));
	default:
		return 0;
	}
}

int bgp_compare(const struct bgp *bgp, const struct bgp_route *a, const struct bgp_route *b,
		bool med, enum bgp_step *step)
{
	int result;

	for (*step = STEP_OWN; *step <= STEP_ADDRESS; (*step)++) {
		result = compare_step(bgp, a, b, med, *step);
		if (result)
			return result;
	}
	*step = STEP_NONE;
	return 0;
}

/* The IGP cost to a next hop, or IGP_UNREACHABLE. */
static uint32_t hop_metric(const struct bgp *bgp, unsigned int device, const struct attribute *a)
{
	const struct net_link *link;
	uint32_t cost, best = IGP_UNREACHABLE;
	size_t i;

	if (a->hop_link == NONE)
		return igp_cost(bgp->igp, device, a->hop_device);
	link = &bgp->net->link[a->hop_link];
	if (link->end[0].device == device || link->end[1].device == device)
		return link_is_up(bgp->net, bgp->outage, a->hop_link) ? 0 : IGP_UNREACHABLE;
	if (!link->igp || !link_is_up(bgp->net, bgp->outage, a->hop_link))
		return IGP_UNREACHABLE;
	for (i = 0; i < 2; i++) {
		cost = igp_cost(bgp->igp, device, link->end[i].device);
		if (cost != IGP_UNREACHABLE && cost + link->end[i].cost < best)
			best = cost + link->end[i].cost;
	}
	return best;
}

static uint32_t own_attribute(const struct bgp *bgp, unsigned int device)
{
	struct attribute own = {
		.local_pref = 100, .hop_device = device, .hop_link = NONE,
	};

	return attributes_number(bgp->attributes, &own);
}

static void add_route(struct bgp_choice *choice, unsigned int peer, uint32_t attribute,
		      uint32_t metric)
{
	choice->route = array_grow(choice->route, choice->n, sizeof(*choice->route));
	choice->route[choice->n++] = (struct bgp_route){ peer, attribute, metric };
}

static void collect_routes(const struct bgp *bgp, unsigned int class, unsigned int device,
			   struct bgp_choice *choice)
{
	const struct table_class *c = &bgp->table->class[class];
	const struct index_list *peers = &bgp->net->peers_of[device];
	uint32_t attribute, metric;
	size_t i;

	for (i = 0; i < c->n_origin; i++) {
		if (c->origin[i] == device)
			add_route(choice, NONE, own_attribute(bgp, device), 0);
	}
	for (i = 0; i < peers->n; i++) {
		attribute = bgp->class[class].taken[peers->v[i]];
		if (attribute == NO_ATTRIBUTE)
			continue;
		metric = hop_metric(bgp, device, &bgp->attributes->v[attribute]);
		if (metric != IGP_UNREACHABLE)
			add_route(choice, peers->v[i], attribute, metric);
	}
}

/*
 * The best one. Routes of one neighbour AS are compared with one another first, with
 * their MED; the best of each AS then without. So the order of arrival is no matter.
 */
static size_t find_best(const struct bgp *bgp, const struct bgp_choice *choice)
{
	enum bgp_step step;
	size_t best = 0, i, j;

	for (i = 0; i < choice->n; i++) {
		uint32_t as = bgp_neighbour_as(bgp, &choice->route[i]);
		bool beaten = false;

		for (j = 0; j < choice->n && !beaten; j++) {
			beaten = j != i && bgp_neighbour_as(bgp, &choice->route[j]) == as &&
				 bgp_compare(bgp, &choice->route[j], &choice->route[i], true,
					     &step) < 0;
		}
		if (beaten)
			continue;
		if (bgp_neighbour_as(bgp, &choice->route[best]) == as ||
		    bgp_compare(bgp, &choice->route[i], &choice->route[best], false, &step) < 0)
			best = i;
	}
	return best;
}

/* Whether a route is as good as the best until the IGP's cost is compared. */
static bool is_equal(const struct bgp *bgp, const struct bgp_route *best,
		     const struct bgp_route *route)
{
	bool med = bgp_neighbour_as(bgp, best) == bgp_neighbour_as(bgp, route);
	enum bgp_step step;

	bgp_compare(bgp, best, route, med, &step);
	return step == STEP_NONE || step > STEP_METRIC;
}

static void swap(struct bgp_route *a, struct bgp_route *b)
{
	struct bgp_route t = *a;

	*a = *b;
	*b = t;
}

void bgp_choose(const struct bgp *bgp, unsigned int class, unsigned int device,
		struct bgp_choice *choice)
{
	size_t i;

	memset(choice, 0, sizeof(*choice));
	if (bgp->outage->device[device])
		return;
	collect_routes(bgp, class, device, choice);
	if (!choice->n)
		return;
	swap(&choice->route[0], &choice->route[find_best(bgp, choice)]);
	choice->n_used = 1;
	if (choice->route[0].peer == NONE)
		return;
	for (i = 1; i < choice->n; i++) {
		if (is_equal(bgp, &choice->route[0], &choice->route[i]))
			swap(&choice->route[choice->n_used++], &choice->route[i]);
	}
}

void bgp_choice_free(struct bgp_choice *choice)
{
	free(choice->route);
}

// SPDX-License-Identifier: GPL-2.0
#include "network/print/reason.h"

#include <stdio.h>
#include <stdlib.h>

#include "util/alloc.h"

const char *route_source_name(enum route_source source)
{
	static const char *const names[] = {
		[ROUTE_NONE] = "none",
		[ROUTE_CONNECTED] = "connected",
		[ROUTE_STATIC] = "static",
		[ROUTE_EBGP] = "eBGP",
		[ROUTE_IGP] = "IGP",
		[ROUTE_IBGP] = "iBGP",
		[ROUTE_LAST] = "announced",
	};

	return names[source];
}

const char *bgp_step_name(enum bgp_step step)
{
	static const char *const names[] = {
		[STEP_NONE] = "nothing",
		[STEP_OWN] = "own announcement",
		[STEP_LOCAL_PREF] = "local-pref",
		[STEP_PATH] = "AS path length",
		[STEP_ORIGIN] = "origin",
		[STEP_MED] = "MED",
		[STEP_EXTERNAL] = "eBGP before iBGP",
		[STEP_METRIC] = "IGP cost",
		[STEP_ROUTER_ID] = "router id",
		[STEP_CLUSTER] = "cluster list length",
		[STEP_ADDRESS] = "neighbour address",
	};

	return names[step];
}

static const char *neighbour(const struct routes *routes, const struct bgp_route *route)
{
	const struct net_session *s = &routes->net->session[route->peer / 2];

	return routes->net->device[s->peer[!(route->peer % 2)].device].name;
}

const char *route_from(const struct routes *routes, const struct net_route *route)
{
	if (route->choice.n_used)
		return neighbour(routes, &route->choice.route[0]);
	if (route->source == ROUTE_IGP)
		return routes->net->device[route->holder->device].name;
	return NULL;
}

/* What a step compared. False: it is no number. */
static bool step_value(const struct routes *routes, const struct bgp_route *route,
		       enum bgp_step step, uint32_t *value)
{
	const struct attribute *a = &routes->attributes->v[route->attribute];

	switch (step) {
	case STEP_LOCAL_PREF:
		*value = a->local_pref;
		return true;
	case STEP_PATH:
		*value = routes->attributes->list[a->path].n;
		return true;
	case STEP_MED:
		*value = a->med;
		return true;
	case STEP_METRIC:
		*value = route->metric;
		return true;
	default:
		return false;
	}
}

static void print_decision(const struct routes *routes, const struct net_route *route, FILE *out)
{
	const struct bgp_route *loser;
	enum bgp_step step;
	uint32_t won, lost;

	loser = route_loser(routes, route, &step);
	if (!loser)
		return;
	fprintf(out, "; preferred to %s by %s", neighbour(routes, loser), bgp_step_name(step));
	if (step_value(routes, &route->choice.route[0], step, &won) &&
	    step_value(routes, loser, step, &lost))
		fprintf(out, " (%u, not %u)", won, lost);
}

static void print_link(const struct routes *routes, unsigned int link, FILE *out)
{
	unsigned int circuit = routes->net->link[link].circuit;

	if (circuit != NONE)
		fprintf(out, " of circuit %s", routes->net->circuit[circuit].name);
}

static void print_neighbour(const struct routes *routes, const struct bgp_route *route, size_t i,
			    FILE *out)
{
	const struct net_session *s = &routes->net->session[route->peer / 2];

	fprintf(out, "%s %s", i ? " and" : " from", neighbour(routes, route));
	if (s->link != NONE)
		print_link(routes, s->link, out);
}

/* Whether an earlier route is from the same neighbour over the same circuit. */
static bool is_repeated(const struct routes *routes, const struct bgp_choice *choice, size_t at)
{
	const struct network *net = routes->net;
	unsigned int link = net->session[choice->route[at].peer / 2].link, other;
	size_t i;

	for (i = 0; i < at; i++) {
		other = net->session[choice->route[i].peer / 2].link;
		if (link != NONE && other != NONE &&
		    net->link[link].circuit == net->link[other].circuit &&
		    net->link[link].circuit != NONE)
			return true;
	}
	return false;
}

char *route_reason(const struct routes *routes, unsigned int device, const struct net_route *route)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	fputs(route_source_name(route->source), out);
	if (route->source == ROUTE_CONNECTED && route->holder->kind == HOLDER_SEGMENT)
		fprintf(out, ", segment %s", routes->net->segment[route->holder->index].name);
	for (i = 0; i < route->choice.n_used; i++) {
		if (!is_repeated(routes, &route->choice, i))
			print_neighbour(routes, &route->choice.route[i], i, out);
	}
	if (route->source == ROUTE_IGP)
		fprintf(out, " from %s", routes->net->device[route->holder->device].name);
	print_decision(routes, route, out);
	fclose(out);
	return text;
}

unsigned int route_shorter(const struct routes *routes, unsigned int device,
			   const struct net_route *route)
{
	unsigned int prefix = routes->table->v[route->prefix].parent;
	struct net_route other;
	bool found;

	for (; prefix != NONE; prefix = routes->table->v[prefix].parent) {
		found = routes_get(routes, device, prefix, &other);
		net_route_free(&other);
		if (found)
			return prefix;
	}
	return NONE;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * lab_policies SEED NAME: boots random AS as real routers, in a lab of this name, and compares
 * all routes with the model: while all is well, with something down, and afterwards. It has
 * what no description asks for: reflectors, MED, communities, and policies of all kinds, for
 * scripts/check-network. The same seed makes the same network.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "network/lab/lab.h"
#include "network/lab/wiring.h"
#include "network/lab/witness.h"
#include "util/alloc.h"

#define AS_MAX     4
#define DEVICE_MAX 8
/* Of failures, one after the other. */
#define ROUNDS     2

/**
 * struct world - a random network
 * @tree: AS have no circle, so that any preference has a stable state
 * @first, @n: devices of each AS
 */
struct world {
	struct network net;
	uint32_t seed;
	bool tree;
	unsigned int n_as;
	unsigned int first[AS_MAX], n[AS_MAX];
};

/* From 0 to one less than @below. */
static uint32_t draw(struct world *w, uint32_t below)
{
	w->seed = w->seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)w->seed * below >> 32);
}

static bool maybe(struct world *w, unsigned int percent)
{
	return draw(w, 100) < percent;
}

static struct prefix prefix(unsigned int as, unsigned int third, unsigned int length)
{
	struct prefix p = {
		.address = { .family = AF_INET, .bytes = { 20, (uint8_t)as, (uint8_t)third } },
		.length = (uint8_t)length,
	};

	return p;
}

static void add_device(struct world *w, unsigned int as)
{
	unsigned int index = (unsigned int)w->net.n_device;
	uint32_t loopback = htonl(0x647c0001 + index);
	char *name = xasprintf("d%u", index);
	struct net_device *d = network_add_device(&w->net, name);

	d->as = 64500 + as;
	d->router_id = ntohl(loopback);
	d->loopback.family = AF_INET;
	memcpy(d->loopback.bytes, &loopback, sizeof(loopback));
	free(name);
}

static unsigned int add_link(struct world *w, unsigned int a, unsigned int b)
{
	static const uint32_t cost[] = { 1, 5, 10, 10, 10, 100 };
	unsigned int index = (unsigned int)w->net.n_link, i;
	uint32_t chosen = cost[draw(w, sizeof(cost) / sizeof(*cost))];
	struct net_link *l = network_add_link(&w->net, a, b);

	for (i = 0; i < 2; i++) {
		uint32_t address = htonl(0x64400000 + 2 * index + i);

		snprintf(l->end[i].name, sizeof(l->end[i].name), "link%u", index);
		l->end[i].address.family = AF_INET;
		memcpy(l->end[i].address.bytes, &address, sizeof(address));
		l->end[i].cost = chosen;
	}
	l->subnet = prefix_around(&l->end[0].address, 31);
	l->circuit = NONE;
	l->over = NONE;
	return index;
}

static void add_link_inside(struct world *w, unsigned int a, unsigned int b)
{
	unsigned int link = add_link(w, a, b);

	w->net.link[link].igp = true;
}

static void add_session_inside(struct world *w, unsigned int a, unsigned int b, bool reflects)
{
	struct net_session *s = network_add_session(&w->net, a, b);

	s->link = NONE;
	s->peer[0].client = reflects;
	s->peer[0].next_hop_self = true;
	s->peer[1].next_hop_self = true;
}

/* Everybody with everybody, or the first one or two reflect for all others. */
static void add_sessions_inside(struct world *w, unsigned int as)
{
	unsigned int reflectors = w->tree ? draw(w, 3) : 0, i, j;

	for (i = 0; i < w->n[as]; i++) {
		for (j = i + 1; j < w->n[as]; j++) {
			if (!reflectors || i < reflectors)
				add_session_inside(w, w->first[as] + i, w->first[as] + j,
						   reflectors && j >= reflectors);
		}
	}
}

static void add_inside(struct world *w, unsigned int as)
{
	unsigned int n = 1 + draw(w, DEVICE_MAX), more, i;

	w->first[as] = (unsigned int)w->net.n_device;
	w->n[as] = n;
	for (i = 0; i < n; i++) {
		add_device(w, as);
		if (i)
			add_link_inside(w, w->first[as] + draw(w, i), w->first[as] + i);
	}
	for (more = n > 1 ? draw(w, n) : 0; more; more--) {
		i = draw(w, n - 1);
		add_link_inside(w, w->first[as] + i, w->first[as] + i + 1);
	}
	add_sessions_inside(w, as);
}

/* Prefixes within one another, and some at two devices. */
static void add_origins(struct world *w, unsigned int as)
{
	unsigned int k, twice;

	for (k = 0; k <= draw(w, 3); k++) {
		struct prefix p = prefix(as, k, k ? 24 : 16);

		for (twice = 0; twice <= draw(w, 2); twice++) {
			unsigned int device = w->first[as] + draw(w, w->n[as]);

			if (twice && maybe(w, 50))
				continue;
			network_add_origin(&w->net, device, &p);
			network_add_static(&w->net, device, &p)->link = NONE;
		}
	}
}

/* An AS somewhere in the path, at one of its ends, or the whole path. */
static void add_path(struct world *w, struct policy_term *term)
{
	if (maybe(w, 60))
		policy_term_match_path(term, PATH_ANY);
	policy_term_match_path(term, 64500 + draw(w, w->n_as));
	if (maybe(w, 60))
		policy_term_match_path(term, PATH_ANY);
}

static void add_conditions(struct world *w, struct policy_term *term)
{
	unsigned int as = draw(w, w->n_as), k = draw(w, 3);
	struct prefix p = prefix(as, k, k ? 24 : 16);

	if (maybe(w, 20))
		policy_term_match_within(term, &p);
	else if (maybe(w, 50))
		policy_term_match(term, &p);
	if (maybe(w, 30))
		policy_term_match_community(term, 64500U << 16 | draw(w, 3));
	if (maybe(w, 20))
		add_path(w, term);
}

/* A few terms, and one that permits the rest. */
static unsigned int add_policy(struct world *w, bool import)
{
	unsigned int index = (unsigned int)w->net.n_policy, terms = draw(w, 3);
	char *name = xasprintf("p%u", index);
	struct policy *policy = network_add_policy(&w->net, name);
	struct policy_term *term;

	free(name);
	while (terms--) {
		term = policy_add_term(policy);
		add_conditions(w, term);
		term->deny = maybe(w, 20);
		if (term->deny)
			continue;
		if (import && w->tree && maybe(w, 60)) {
			term->set_local_pref = true;
			term->local_pref = 50 * (1 + draw(w, 4));
		}
		if (!import && maybe(w, 50)) {
			term->set_med = true;
			term->med = 10 * draw(w, 4);
		}
		term->prepend = import ? 0 : draw(w, 3);
		if (maybe(w, 50))
			policy_term_add_community(term, 64500U << 16 | draw(w, 3));
	}
	policy_add_term(policy);
	return index;
}

static void join(struct world *w, unsigned int as, unsigned int other)
{
	unsigned int links = 1 + draw(w, 4), end;

	while (links--) {
		unsigned int a = w->first[as] + draw(w, w->n[as]);
		unsigned int b = w->first[other] + draw(w, w->n[other]);
		unsigned int link = add_link(w, a, b);
		struct net_session *s = network_add_session(&w->net, a, b);

		s->link = link;
		for (end = 0; end < 2; end++) {
			s->peer[end].import = maybe(w, 70) ? add_policy(w, true) : NONE;
			s->peer[end].export = maybe(w, 70) ? add_policy(w, false) : NONE;
		}
	}
}

static void make(struct world *w)
{
	unsigned int as;

	w->tree = maybe(w, 60);
	w->n_as = 2 + draw(w, AS_MAX - 1);
	for (as = 0; as < w->n_as; as++) {
		add_inside(w, as);
		add_origins(w, as);
		if (as)
			join(w, as, draw(w, as));
	}
	if (!w->tree)
		join(w, w->n_as - 1, 0);
	network_index(&w->net);
}

static void fail(struct world *w, struct outage *outage)
{
	if (maybe(w, 30))
		outage->device[draw(w, (uint32_t)w->net.n_device)] = true;
	else
		outage->link[draw(w, (uint32_t)w->net.n_link)] = true;
	if (maybe(w, 50))
		outage->link[draw(w, (uint32_t)w->net.n_link)] = true;
}

/* Return: 0, also if the model has no stable state and there is nothing to compare. */
static int compare(const struct lab *lab, const struct routes *routes, const char *when,
		   struct testimony *testimony)
{
	size_t before = testimony->differ;
	int err = wiring_switch(lab, routes->outage);

	if (!routes_are_stable(routes)) {
		testimony->skipped++;
		return err;
	}
	if (!err)
		err = witness_routes(lab, routes, testimony);
	if (testimony->differ > before)
		printf("that was %s\n", when);
	return err;
}

static int compare_all(struct world *w, const struct lab *lab, struct testimony *testimony)
{
	struct attributes attributes;
	struct outage outage, nothing;
	struct prefix_table table;
	struct routes base, changed;
	unsigned int round;
	int err;

	outage_init(&nothing, &w->net);
	prefix_table_build(&table, &w->net);
	attributes_init(&attributes);
	routes_compute(&base, &w->net, &nothing, &table, &attributes);
	err = compare(lab, &base, "with nothing down", testimony);
	for (round = 0; !err && round < ROUNDS; round++) {
		outage_init(&outage, &w->net);
		fail(w, &outage);
		routes_change(&changed, &base, &outage);
		err = compare(lab, &changed, "with something down", testimony);
		routes_free(&changed);
		outage_free(&outage);
	}
	if (!err)
		err = compare(lab, &base, "after everything had come back", testimony);
	routes_free(&base);
	attributes_free(&attributes);
	prefix_table_free(&table);
	outage_free(&nothing);
	return err;
}

int main(int argc, char **argv)
{
	struct testimony testimony = { 0 };
	struct description description = { 0 };
	struct world world = { 0 };
	struct lab lab;
	int err;

	if (argc != 3 || !lab_is_possible())
		return EXIT_FAILURE;
	world.seed = (uint32_t)strtoul(argv[1], NULL, 10) * 2654435761U;
	make(&world);
	lab_init(&lab, argv[2], &description, &world.net);
	err = lab_up(&lab);
	if (!err) {
		err = compare_all(&world, &lab, &testimony);
		printf("%zu routes of %zu devices in %u AS compared, %zu differences, %zu states left out\n",
		       testimony.routes, world.net.n_device, world.n_as, testimony.differ,
		       testimony.skipped);
		if (!getenv("KEEP"))
			lab_down(argv[2]);
	}
	lab_free(&lab);
	network_free(&world.net);
	return err || testimony.differ ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "network/lint/lint.h"
#include "network/route/routes.h"
#include "network/walk/failure.h"

/** struct lab - a network that a test builds, and what comes of it */
struct lab {
	struct network net;
	struct outage outage;
	struct prefix_table table;
	struct attributes attributes;
	struct routes routes;
};

static struct address address(const char *text)
{
	struct address a;

	assert_int_equal(address_parse(text, &a), 0);
	return a;
}

static struct prefix prefix(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(text, &p), 0);
	return p;
}

/* A device with a loopback 192.0.2.N and that number as its identifier. */
static unsigned int add_device(struct lab *lab, const char *name, uint32_t as)
{
	unsigned int index = (unsigned int)lab->net.n_device;
	struct net_device *d = network_add_device(&lab->net, name);

	d->as = as;
	d->router_id = index + 1;
	d->loopback = address("192.0.2.0");
	d->loopback.bytes[3] = (uint8_t)(index + 1);
	return index;
}

static struct net_link *add_link(struct lab *lab, unsigned int a, unsigned int b)
{
	unsigned int index = (unsigned int)lab->net.n_link;
	struct net_link *l = network_add_link(&lab->net, a, b);

	l->end[0].address = address("198.51.100.0");
	l->end[0].address.bytes[3] = (uint8_t)(2 * index);
	l->end[1].address = l->end[0].address;
	l->end[1].address.bytes[3]++;
	l->subnet = prefix_around(&l->end[0].address, 31);
	return l;
}

/* Two devices in different AS with a link and a session over it. */
static struct net_session *add_external(struct lab *lab, unsigned int a, unsigned int b)
{
	struct net_session *s;

	add_link(lab, a, b);
	s = network_add_session(&lab->net, a, b);
	s->link = (unsigned int)lab->net.n_link - 1;
	return s;
}

/* Two devices of one AS with a link of the IGP and a session. */
static struct net_session *add_internal(struct lab *lab, unsigned int a, unsigned int b,
					uint32_t cost)
{
	struct net_link *l = add_link(lab, a, b);
	struct net_session *s;

	l->igp = true;
	l->end[0].cost = cost;
	l->end[1].cost = cost;
	s = network_add_session(&lab->net, a, b);
	s->peer[0].next_hop_self = true;
	s->peer[1].next_hop_self = true;
	return s;
}

static struct policy_term *add_policy(struct lab *lab, unsigned int *index)
{
	*index = (unsigned int)lab->net.n_policy;
	return policy_add_term(network_add_policy(&lab->net, "policy"));
}

static void announce(struct lab *lab, unsigned int device, const char *text)
{
	struct prefix p = prefix(text);

	network_add_origin(&lab->net, device, &p);
}

static void compute(struct lab *lab)
{
	network_index(&lab->net);
	outage_init(&lab->outage, &lab->net);
	prefix_table_build(&lab->table, &lab->net);
	attributes_init(&lab->attributes);
	routes_compute(&lab->routes, &lab->net, &lab->outage, &lab->table, &lab->attributes);
}

static void finish(struct lab *lab)
{
	routes_free(&lab->routes);
	attributes_free(&lab->attributes);
	prefix_table_free(&lab->table);
	outage_free(&lab->outage);
	network_free(&lab->net);
}

/* What decided at a device between the first route and the best of the others. */
static enum bgp_step decided(const struct lab *lab, unsigned int device, const char *text,
			     unsigned int from)
{
	struct prefix p = prefix(text);
	const struct net_session *s;
	enum bgp_step step;
	struct net_route route;

	assert_true(routes_get(&lab->routes, device, prefix_table_find(&lab->table, &p), &route));
	route_loser(&lab->routes, &route, &step);
	s = &lab->net.session[route.choice.route[0].peer / 2];
	assert_int_equal(s->peer[!(route.choice.route[0].peer % 2)].device, from);
	net_route_free(&route);
	return step;
}

static size_t ways(const struct lab *lab, unsigned int device, const char *text)
{
	struct prefix p = prefix(text);
	struct net_route route;
	size_t n;

	routes_get(&lab->routes, device, prefix_table_find(&lab->table, &p), &route);
	n = route.n_hop;
	net_route_free(&route);
	return n;
}

/* Two ways from an AS to another: us - left - far and us - right - far. */
enum { US_LEFT, US_RIGHT, LEFT_FAR };

static void diamond(struct lab *lab, uint32_t right_as)
{
	unsigned int us = add_device(lab, "us", 64500);
	unsigned int left = add_device(lab, "left", 64501);
	unsigned int right = add_device(lab, "right", right_as);
	unsigned int far = add_device(lab, "far", 64503);

	add_external(lab, us, left);
	add_external(lab, us, right);
	add_external(lab, left, far);
	add_external(lab, right, far);
	announce(lab, far, "203.0.113.0/24");
}

static void test_equal_ways(void **state)
{
	struct lab lab = { 0 };

	diamond(&lab, 64502);
	compute(&lab);
	assert_int_equal(ways(&lab, 0, "203.0.113.0/24"), 2);
	finish(&lab);
}

static void test_local_pref(void **state)
{
	struct lab lab = { 0 };
	struct policy_term *term;
	unsigned int policy;

	diamond(&lab, 64502);
	term = add_policy(&lab, &policy);
	term->set_local_pref = true;
	term->local_pref = 200;
	lab.net.session[US_RIGHT].peer[0].import = policy;
	compute(&lab);
	assert_int_equal(decided(&lab, 0, "203.0.113.0/24", 2), STEP_LOCAL_PREF);
	assert_int_equal(ways(&lab, 0, "203.0.113.0/24"), 1);
	finish(&lab);
}

static void test_path_length(void **state)
{
	struct lab lab = { 0 };
	unsigned int policy;

	diamond(&lab, 64502);
	add_policy(&lab, &policy)->prepend = 1;
	lab.net.session[LEFT_FAR].peer[1].export = policy;
	compute(&lab);
	assert_int_equal(decided(&lab, 0, "203.0.113.0/24", 2), STEP_PATH);
	finish(&lab);
}

/* The MED counts between routes of the same neighbour AS only. */
static void test_med(void **state)
{
	uint32_t as;

	for (as = 64501; as <= 64502; as++) {
		struct lab lab = { 0 };
		struct policy_term *term;
		unsigned int policy;

		diamond(&lab, as);
		term = add_policy(&lab, &policy);
		term->set_med = true;
		term->med = 10;
		lab.net.session[US_LEFT].peer[1].export = policy;
		compute(&lab);
		if (as == 64501)
			assert_int_equal(decided(&lab, 0, "203.0.113.0/24", 2), STEP_MED);
		else
			assert_int_equal(ways(&lab, 0, "203.0.113.0/24"), 2);
		finish(&lab);
	}
}

/* Two exits: each edge has its own, who is inside takes the nearer one. */
static void test_nearest_exit(void **state)
{
	struct lab lab = { 0 };
	unsigned int core = add_device(&lab, "core", 64500);
	unsigned int near = add_device(&lab, "near", 64500);
	unsigned int far = add_device(&lab, "far", 64500);
	unsigned int cloud = add_device(&lab, "cloud", 64501);

	add_internal(&lab, core, near, 10);
	add_internal(&lab, core, far, 20);
	network_add_session(&lab.net, near, far)->peer[0].next_hop_self = true;
	lab.net.session[2].peer[1].next_hop_self = true;
	add_external(&lab, near, cloud);
	add_external(&lab, far, cloud);
	announce(&lab, cloud, "203.0.113.0/24");
	compute(&lab);
	assert_int_equal(decided(&lab, core, "203.0.113.0/24", near), STEP_METRIC);
	assert_int_equal(decided(&lab, far, "203.0.113.0/24", cloud), STEP_EXTERNAL);
	finish(&lab);
}

/* a - b - c in one AS: c has the routes of a only if b reflects them. */
static void test_reflection(void **state)
{
	int reflects;

	for (reflects = 0; reflects < 2; reflects++) {
		struct lab lab = { 0 };
		unsigned int a = add_device(&lab, "a", 64500);
		unsigned int b = add_device(&lab, "b", 64500);
		unsigned int c = add_device(&lab, "c", 64500);

		add_internal(&lab, a, b, 1);
		add_internal(&lab, b, c, 1)->peer[0].client = reflects;
		announce(&lab, a, "203.0.113.0/24");
		compute(&lab);
		assert_int_equal(ways(&lab, c, "203.0.113.0/24"), reflects);
		finish(&lab);
	}
}

/* A policy that permits everything and marks it. */
static unsigned int marks(struct lab *lab, uint32_t community)
{
	unsigned int policy;

	policy_term_add_community(add_policy(lab, &policy), community);
	return policy;
}

/* A policy that permits what has a mark. */
static unsigned int only(struct lab *lab, uint32_t community)
{
	unsigned int policy;

	policy_term_match_community(add_policy(lab, &policy), community);
	return policy;
}

/*
 * The bad gadget (T. G. Griffin, G. Wilfong): three AS around a fourth. Each prefers
 * the direct way of its neighbour to its own, and none has a way that is stable.
 */
static void test_bad_gadget(void **state)
{
	struct lab lab = { 0 };
	unsigned int origin = add_device(&lab, "origin", 64500), i;
	static const char *const names[] = { NULL, "one", "two", "three" };
	struct diagnostics diags = { 0 };
	struct policy_term *term;
	struct bgp_class *class;

	for (i = 1; i <= 3; i++) {
		add_device(&lab, names[i], 64500 + i);
		add_external(&lab, origin, i)->peer[1].import = marks(&lab, i);
	}
	for (i = 1; i <= 3; i++) {
		struct net_session *s = add_external(&lab, i, i % 3 + 1);

		term = add_policy(&lab, &s->peer[0].import);
		term->set_local_pref = true;
		term->local_pref = 200;
		s->peer[1].export = only(&lab, i % 3 + 1);
		s->peer[0].export = only(&lab, 0);
	}
	announce(&lab, origin, "203.0.113.0/24");
	compute(&lab);
	class = &lab.routes.bgp.class[0];
	assert_int_equal(class->n_unstable, 3);
	assert_false(routes_are_stable(&lab.routes));
	for (i = 0; i < 3; i++)
		assert_int_equal(class->unstable[i], 3 + i);
	lint_stable(&(struct lint_input){ NULL, &lab.net, &lab.routes }, &diags);
	assert_int_equal(diags.n_error, 1);
	assert_string_equal(diags.v[0].code, "no-stable-state");
	assert_non_null(strstr(diags.v[0].message, "203.0.113.0/24"));
	assert_non_null(strstr(diags.v[0].message,
			       "one - two, two - three, three - one"));
	diagnostics_free(&diags);
	finish(&lab);
}

/* Rings of 3, 5, 7, 11 and 13 AS around one: a state is there twice after very long. */
static void test_many_circles(void **state)
{
	static const unsigned int length[] = { 3, 5, 7, 11, 13 };
	struct diagnostics diags = { 0 };
	struct lab lab = { 0 };
	struct policy_term *term;
	struct bgp_class *class;
	unsigned int first, ring, i;

	add_device(&lab, "origin", 64000);
	for (ring = 0; ring < 5; ring++) {
		first = (unsigned int)lab.net.n_device;
		for (i = 0; i < length[ring]; i++) {
			add_device(&lab, "ring", 64000 + first + i);
			add_external(&lab, 0, first + i);
		}
		for (i = 0; i < length[ring]; i++) {
			unsigned int next = first + (i + 1) % length[ring];
			struct net_session *s = add_external(&lab, first + i, next);

			term = add_policy(&lab, &s->peer[0].import);
			term->set_local_pref = true;
			term->local_pref = 200;
			policy_term_match_path(term, 64000 + next);
			policy_term_match_path(term, 64000);
			policy_add_term(&lab.net.policy[s->peer[0].import]);
		}
	}
	announce(&lab, 0, "203.0.113.0/24");
	compute(&lab);
	class = &lab.routes.bgp.class[0];
	assert_true(class->cut);
	assert_int_equal(class->n_unstable, 3 + 5 + 7 + 11 + 13);
	lint_stable(&(struct lint_input){ NULL, &lab.net, &lab.routes }, &diags);
	assert_int_equal(diags.n_error, 1);
	assert_non_null(strstr(diags.v[0].message, "still change: ring - ring, "));
	diagnostics_free(&diags);
	finish(&lab);
}

/* Two AS that prefer one another's way to their own: either may have it. */
static void test_disagree(void **state)
{
	struct diagnostics diags = { 0 };
	struct lab lab = { 0 };
	struct net_session *s;
	struct policy_term *term;
	struct bgp_class *class;
	unsigned int i;

	add_device(&lab, "origin", 64500);
	for (i = 1; i <= 2; i++) {
		add_device(&lab, i == 1 ? "one" : "two", 64500 + i);
		add_external(&lab, 0, i);
	}
	s = add_external(&lab, 1, 2);
	for (i = 0; i < 2; i++) {
		term = add_policy(&lab, &s->peer[i].import);
		term->set_local_pref = true;
		term->local_pref = 200;
		policy_term_match_path(term, 64502 - i);
		policy_term_match_path(term, PATH_ANY);
	}
	announce(&lab, 0, "203.0.113.0/24");
	compute(&lab);
	assert_true(routes_are_stable(&lab.routes));
	class = &lab.routes.bgp.class[0];
	assert_int_equal(class->n_open, 1);
	lint_stable(&(struct lint_input){ NULL, &lab.net, &lab.routes }, &diags);
	assert_int_equal(diags.n_error, 0);
	assert_int_equal(diags.n, 1);
	assert_string_equal(diags.v[0].code, "two-stable-states");
	assert_non_null(strstr(diags.v[0].message, "these sessions: one - two"));
	diagnostics_free(&diags);
	finish(&lab);
}

/* Numbers that look random, the same ones in every run. */
static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

/* One AS of many rings, whose first device has a way out that all others hear of. */
static void mesh(struct lab *lab, uint32_t *seed)
{
	unsigned int i, far;

	for (i = 0; i < 12; i++)
		add_device(lab, "device", 64500);
	for (i = 1; i < 12; i++) {
		struct net_session *s = network_add_session(&lab->net, 0, i);

		s->peer[0].next_hop_self = true;
		add_link(lab, i, draw(seed, i))->igp = true;
		add_link(lab, i, draw(seed, i))->igp = true;
	}
	for (i = 0; i < lab->net.n_link; i++) {
		lab->net.link[i].end[0].cost = 1 + draw(seed, 4);
		lab->net.link[i].end[1].cost = 1 + draw(seed, 4);
	}
	far = add_device(lab, "far", 64501);
	add_external(lab, 0, far);
	add_external(lab, 1, far);
	announce(lab, far, "203.0.113.0/24");
}

static void assert_same(const struct routes *a, const struct routes *b)
{
	unsigned int n = (unsigned int)a->net->n_device, i, j;

	assert_true(bgp_equal(&a->bgp, &b->bgp));
	for (i = 0; i < n; i++) {
		for (j = 0; j < n; j++)
			assert_int_equal(igp_cost(&a->igp, i, j), igp_cost(&b->igp, i, j));
	}
}

/* What changes is what is computed anew, there and back. */
static void test_change(void **state)
{
	uint32_t seed = 1;
	int round;

	for (round = 0; round < 40; round++) {
		struct lab lab = { 0 };
		struct routes warm, cold, back;
		struct outage outage;

		mesh(&lab, &seed);
		compute(&lab);
		outage_init(&outage, &lab.net);
		outage.link[draw(&seed, (uint32_t)lab.net.n_link)] = true;
		outage.link[draw(&seed, (uint32_t)lab.net.n_link)] = true;
		outage.device[draw(&seed, (uint32_t)lab.net.n_device)] = round % 2;
		routes_change(&warm, &lab.routes, &outage);
		routes_compute(&cold, &lab.net, &outage, &lab.table, &lab.attributes);
		assert_true(routes_are_stable(&warm));
		assert_same(&warm, &cold);
		routes_change(&back, &warm, &lab.outage);
		assert_same(&back, &lab.routes);
		routes_free(&back);
		routes_free(&cold);
		routes_free(&warm);
		outage_free(&outage);
		finish(&lab);
	}
}

static void count_moved(const struct aftermath *aftermath, void *context)
{
	size_t *moved = context;

	/* Circuit 3 is between AS 64503 and the origin. */
	if (aftermath->failure[0].kind == FAILURE_CIRCUIT && aftermath->failure[0].index == 3)
		*moved += aftermath->n_affected;
}

/*
 * A link fails that a packet does not use: a neighbour that preferred a long way has a
 * short one then, which is better than the way that the packet takes.
 */
static void test_far_away(void **state)
{
	static const unsigned int pair[][2] = { {0, 1}, {0, 2}, {2, 3}, {3, 4}, {2, 4}, {1, 4} };
	struct prefix p = prefix("203.0.113.0/24");
	struct verification result;
	struct lab lab = { 0 };
	struct policy_term *term;
	unsigned int policy, i;
	size_t moved = 0;

	for (i = 0; i < 5; i++) {
		add_device(&lab, "device", 64500 + i);
		lab.net.device[i].side = i ? SIDE_CLOUD : SIDE_OURS;
	}
	for (i = 0; i < 6; i++) {
		add_external(&lab, pair[i][0], pair[i][1]);
		network_add_circuit(&lab.net, "circuit");
		lab.net.link[i].circuit = i;
	}
	term = add_policy(&lab, &policy);
	term->set_local_pref = true;
	term->local_pref = 200;
	lab.net.session[2].peer[0].import = policy;
	add_policy(&lab, &policy)->prepend = 1;
	lab.net.session[3].peer[1].export = policy;
	lab.net.session[5].peer[1].export = policy;
	network_add_segment(&lab.net, "far")->prefix = p;
	lab.net.segment[0].device = 4;
	announce(&lab, 4, "203.0.113.0/24");
	network_add_segment(&lab.net, "near")->prefix = prefix("198.18.0.0/24");
	lab.net.segment[1].device = 0;
	announce(&lab, 0, "198.18.0.0/24");
	network_add_service(&lab.net, "service", "near")->packet = (struct packet){
		.source = address("198.18.0.1"), .destination = address("203.0.113.1"),
	};
	compute(&lab);
	verification_run(&lab.routes, &result);
	failures_try(&lab.routes, &result, false, count_moved, &moved);
	assert_int_equal(moved, 1);
	verification_free(&result);
	finish(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_ways),
		cmocka_unit_test(test_local_pref),
		cmocka_unit_test(test_path_length),
		cmocka_unit_test(test_med),
		cmocka_unit_test(test_nearest_exit),
		cmocka_unit_test(test_reflection),
		cmocka_unit_test(test_bad_gadget),
		cmocka_unit_test(test_many_circles),
		cmocka_unit_test(test_disagree),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_far_away),
	};

	return cmocka_run_group_tests_name("network/bgp", tests, NULL, NULL);
}

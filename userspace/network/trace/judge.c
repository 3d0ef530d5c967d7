// SPDX-License-Identifier: GPL-2.0
#include "network/trace/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/trace/down.h"
#include "util/alloc.h"
#include "util/array.h"

/**
 * struct judging - what a trace is compared with
 * @ways: that the model has for it
 * @expectation: that the description has for it, or NULL
 */
struct judging {
	const struct routes *routes;
	const struct description *d;
	const struct trace_result *result;
	struct judged *judged;
	struct ways ways;
	const struct desc_expectation *expectation;
};

static void blame(struct judged *j, char *why)
{
	if (j->why)
		free(why);
	else
		j->why = why;
}

static bool find(const struct network *net, const char *text, struct endpoint *end)
{
	end->device = NONE;
	return text && endpoint_find(net, text, end) && end->device != NONE;
}

/* The ends of a trace. Return: false: they are not known, which is said. */
static bool find_ends(struct judging *x)
{
	const struct trace_result *r = x->result;
	struct judged *j = x->judged;
	const struct network *net = x->routes->net;
	unsigned int segment;

	j->to.device = NONE;
	if (!find(net, r->from.text, &j->from)) {
		blame(j, r->from.text ?
			xasprintf("%s, where it was made, is no host of the description",
				  r->from.text) :
			xstrdup("where was it made? write a line \"# from HOST\" in front of it"));
		return false;
	}
	if (!r->target.family) {
		if (find(net, r->to.text, &j->to))
			return true;
		blame(j, xstrdup("where it leads to is not known"));
		return false;
	}
	j->to.address = r->target;
	segment = network_segment_of(net, &r->target);
	if (segment != NONE)
		j->to.device = net->segment[segment].device;
	if (j->from.address.family == r->target.family)
		return true;
	blame(j, xasprintf("%s and its target are not of the same IP version", r->from.text));
	return false;
}

/* Whether a trace leads where its heading says. */
static void check_target(struct judging *x)
{
	const struct network *net = x->routes->net;
	const struct trace_result *r = x->result;
	struct endpoint named;
	char buf[PREFIX_STRLEN];
	unsigned int is, should;

	if (!r->to.text || !r->target.family)
		return;
	if (!find(net, r->to.text, &named)) {
		blame(x->judged, xasprintf("%s is no host of the description", r->to.text));
		return;
	}
	is = network_segment_of(net, &r->target);
	should = network_segment_of(net, &named.address);
	if (is == should)
		return;
	blame(x->judged, xasprintf("its target %s is not in %s; it is in %s",
				   address_format(&r->target, buf), net->segment[should].name,
				   is == NONE ? "no segment" : net->segment[is].name));
}

static bool same_names(const struct desc_names *a, const struct desc_names *b)
{
	size_t i, j;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++) {
		for (j = 0; j < b->n && strcmp(a->v[i].text, b->v[j].text); j++)
			;
		if (j == b->n)
			return false;
	}
	return true;
}

static const struct desc_expectation *find_expectation(const struct judging *x)
{
	struct endpoint from, to;
	size_t i;

	for (i = 0; i < x->d->n_expectation; i++) {
		const struct desc_expectation *e = &x->d->expectation[i];

		if (endpoint_find(x->routes->net, e->from.text, &from) &&
		    endpoint_find(x->routes->net, e->to.text, &to) &&
		    address_equal(&from.address, &x->judged->from.address) &&
		    address_equal(&to.address, &x->judged->to.address) &&
		    same_names(&e->down, &x->result->down))
			return e;
	}
	return NULL;
}

static bool is_reached(const struct trace_result *r)
{
	const struct seen_hop *last = r->n_hop ? &r->hop[r->n_hop - 1] : NULL;
	size_t i;

	for (i = 0; last && i < last->n_address; i++) {
		if (address_equal(&last->address[i], &r->target))
			return true;
	}
	return false;
}

/* A ping shows no hops: whether it came back is all that counts. */
static enum match match_way(const struct trace_result *r, const struct net_view *hops,
			    bool reached)
{
	if (reached != is_reached(r))
		return MATCH_NO;
	if (!reached)
		return MATCH_YES;
	if (r->tool == TOOL_PING)
		return MATCH_YES;
	return hops_match(hops, r->hop, r->n_hop, r->partial);
}

/* The way that a trace fits best; place: takes its circuits. */
static enum match match_ways(struct judging *x, const struct ways *ways)
{
	const struct way *fits = NULL;
	enum match best = MATCH_NO, match;
	size_t i;

	for (i = 0; i < ways->n; i++) {
		match = match_way(x->result, &ways->v[i].hops, ways->v[i].reached);
		if (match <= best)
			continue;
		best = match;
		fits = &ways->v[i];
	}
	if (best == MATCH_YES && fits->reached) {
		x->judged->placed = true;
		x->judged->n_circuit = fits->n_circuit;
		memcpy(x->judged->circuit, fits->circuit, sizeof(fits->circuit));
	}
	return best;
}

/* Without which circuit the trace would be right. */
static void find_cause(struct judging *x)
{
	const struct network *net = x->routes->net;
	struct judged *j = x->judged;
	unsigned int i;

	for (i = 0; i < net->n_circuit && !j->placed; i++) {
		struct down down;
		struct ways ways;

		down_circuit(x->routes, i, &down);
		ways_expect(&down.routes, &j->from, &j->to.address, &ways);
		match_ways(x, &ways);
		if (j->placed)
			j->without = i;
		ways_free(&ways);
		down_free(&down);
	}
}

static char *expected_text(const struct judging *x)
{
	char *text = NULL, *hops;
	size_t size, i, n = x->expectation && x->expectation->n_way ? x->expectation->n_way :
			    x->ways.n;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	if ((x->expectation && x->expectation->unreachable) || !ways_reached(&x->ways))
		n = 0;
	for (i = 0; i < n; i++) {
		hops = hops_text(x->expectation && x->expectation->n_way ?
				 &x->expectation->way[i] : &x->ways.v[i].hops);
		fprintf(out, "%s%s", i ? " or " : "", hops);
		free(hops);
	}
	if (!n)
		fputs("nothing comes back", out);
	fclose(out);
	return text;
}

/* Whether the circuits of a trace are the one that is expected. */
static bool crosses(const struct judged *j, unsigned int circuit)
{
	return circuit == NONE || (j->n_circuit == 1 && j->circuit[0] == circuit);
}

static enum match match_expectation(struct judging *x)
{
	const struct desc_expectation *e = x->expectation;
	enum match best = MATCH_NO, match;
	size_t i;

	match = match_ways(x, &x->ways);
	if (e->unreachable)
		return match_way(x->result, NULL, false);
	if (e->circuit.text && x->judged->placed &&
	    !crosses(x->judged, network_circuit(x->routes->net, e->circuit.text)))
		return MATCH_NO;
	if (!e->n_way)
		return match;
	for (i = 0; i < e->n_way; i++) {
		match = match_way(x->result, &e->way[i], true);
		if (match > best)
			best = match;
	}
	return best;
}

static void check_time(struct judging *x)
{
	const struct desc_expectation *e = x->expectation;
	const struct trace_result *r = x->result;
	const struct seen_hop *last = r->n_hop ? &r->hop[r->n_hop - 1] : NULL;
	uint32_t distance;

	if (!e || !e->timed || !last || !last->timed || x->judged->match != MATCH_YES)
		return;
	distance = last->best > e->rtt ? last->best - e->rtt : e->rtt - last->best;
	if (distance <= e->tolerance)
		return;
	x->judged->late = true;
	blame(x->judged, xasprintf("the answer took %.1f ms, expected %.1f ms, %.1f ms more or less",
				   (double)last->best / 1000, (double)e->rtt / 1000,
				   (double)e->tolerance / 1000));
}

static void say_why(struct judging *x)
{
	struct judged *j = x->judged;
	const struct network *net = x->routes->net;
	struct way way = { .n_circuit = j->n_circuit };
	char *circuits;

	if (j->match == MATCH_YES)
		return;
	if (j->match == MATCH_UNKNOWN) {
		blame(j, xstrdup("a hop that decides is silent, so this proves nothing"));
		return;
	}
	if (!j->placed) {
		blame(j, xstrdup(is_reached(x->result) ? "this is no way that is known" :
				 "the target does not answer"));
		return;
	}
	memcpy(way.circuit, j->circuit, sizeof(way.circuit));
	circuits = way_circuits_text(net, &way);
	if (j->without != NONE)
		blame(j, xasprintf("it goes by %s, as if %s were down", circuits,
				   net->circuit[j->without].name));
	else
		blame(j, xasprintf("it goes by %s", circuits));
	free(circuits);
}

static void judge(struct judging *x)
{
	const struct routes *routes = x->routes;
	struct judged *j = x->judged;
	const struct desc_name *unknown;
	struct down down = { 0 };

	j->without = NONE;
	if (!find_ends(x))
		return;
	check_target(x);
	unknown = down_compute(routes, &x->result->down, &down);
	if (unknown) {
		blame(j, xasprintf("%s, which was down, is no circuit, link or device",
				   unknown->text));
		down_free(&down);
		return;
	}
	x->routes = &down.routes;
	ways_expect(x->routes, &j->from, &j->to.address, &x->ways);
	x->expectation = find_expectation(x);
	j->match = x->expectation ? match_expectation(x) : match_ways(x, &x->ways);
	j->expected = expected_text(x);
	if (j->match == MATCH_NO)
		find_cause(x);
	check_time(x);
	say_why(x);
	ways_free(&x->ways);
	down_free(&down);
	x->routes = routes;
}

static bool answers(const struct trace_results *results, const struct judged *a,
		    const struct judged *b)
{
	return a->expected && b->expected &&
	       address_equal(&a->from.address, &b->to.address) &&
	       address_equal(&a->to.address, &b->from.address) &&
	       same_names(&results->v[a->result].down, &results->v[b->result].down);
}

static enum merged merge(const struct judged *there, const struct judged *back)
{
	size_t i;

	if (!there->placed || !back->placed)
		return MERGED_UNKNOWN;
	if (there->n_circuit != back->n_circuit)
		return MERGED_ASYMMETRIC;
	for (i = 0; i < there->n_circuit; i++) {
		if (there->circuit[i] != back->circuit[there->n_circuit - 1 - i])
			return MERGED_ASYMMETRIC;
	}
	return MERGED_SYMMETRIC;
}

/* Each trace with the first one of the other direction that no other has. */
static void make_pairs(const struct trace_results *results, struct judgement *g)
{
	bool *used = xcalloc(g->n_trace + 1, sizeof(*used));
	size_t i, k;

	for (i = 0; i < g->n_trace; i++) {
		struct pair pair = { (unsigned int)i, NONE, MERGED_ONE_SIDED };

		if (used[i] || !g->trace[i].expected || !is_reached(&results->v[i]))
			continue;
		for (k = i + 1; k < g->n_trace; k++) {
			if (!used[k] && answers(results, &g->trace[i], &g->trace[k]))
				break;
		}
		if (k < g->n_trace) {
			used[k] = true;
			pair.back = (unsigned int)k;
			pair.merged = merge(&g->trace[i], &g->trace[k]);
		}
		g->pair = array_grow(g->pair, g->n_pair, sizeof(*g->pair));
		g->pair[g->n_pair++] = pair;
	}
	free(used);
}

void traces_judge(const struct routes *routes, const struct description *d,
		  const struct trace_results *results, struct judgement *judgement)
{
	size_t i;

	judgement->n_trace = results->n;
	judgement->trace = xcalloc(results->n + 1, sizeof(*judgement->trace));
	judgement->n_pair = 0;
	judgement->pair = NULL;
	for (i = 0; i < results->n; i++) {
		struct judging x = {
			.routes = routes, .d = d, .result = &results->v[i],
			.judged = &judgement->trace[i],
		};

		x.judged->result = (unsigned int)i;
		judge(&x);
	}
	make_pairs(results, judgement);
}

void judgement_free(struct judgement *judgement)
{
	size_t i;

	for (i = 0; i < judgement->n_trace; i++) {
		free(judgement->trace[i].expected);
		free(judgement->trace[i].why);
	}
	free(judgement->trace);
	free(judgement->pair);
}

bool judgement_is_good(const struct judgement *judgement)
{
	size_t i;

	for (i = 0; i < judgement->n_trace; i++) {
		if (judgement->trace[i].why)
			return false;
	}
	for (i = 0; i < judgement->n_pair; i++) {
		if (judgement->pair[i].merged == MERGED_ASYMMETRIC)
			return false;
	}
	return true;
}

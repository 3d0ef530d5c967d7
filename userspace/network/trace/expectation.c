// SPDX-License-Identifier: GPL-2.0
#include "network/trace/expectation.h"

#include <stdlib.h>
#include <string.h>

#include "network/trace/down.h"
#include "network/trace/match.h"
#include "network/trace/ways.h"
#include "util/alloc.h"

/**
 * struct checking - an expectation and what the model has for it
 * @routes: while what it names is down
 */
struct checking {
	const struct routes *routes;
	const struct desc_expectation *e;
	struct diagnostics *diags;
	struct endpoint from;
	struct endpoint to;
	struct ways ways;
};

static void contradict(const struct checking *x, const char *what)
{
	diagnostics_add(x->diags, SEVERITY_ERROR, x->e->at, "expectation-contradicts",
			"%s to %s: %s", x->e->from.text, x->e->to.text, what);
}

static bool find_end(struct checking *x, const struct desc_name *name, struct endpoint *end)
{
	if (endpoint_find(x->routes->net, name->text, end) && end->device != NONE)
		return true;
	diagnostics_add(x->diags, SEVERITY_ERROR, name->at, "unknown-endpoint",
			"%s is no host, no segment and no address of a segment; name one of them",
			name->text);
	return false;
}

/* An expected way as if it had been seen. */
static struct seen_hop *as_seen(const struct net_view *way)
{
	struct seen_hop *seen = xcalloc(way->n_hop + 1, sizeof(*seen));
	size_t i, j;

	for (i = 0; i < way->n_hop; i++) {
		for (j = 0; j < way->hop[i].n_address; j++)
			seen_hop_add(&seen[i], &way->hop[i].address[j]);
	}
	return seen;
}

/* Whether some way of the model looks so. What is silent stands for anything. */
static bool is_way(const struct ways *ways, const struct net_view *way)
{
	struct seen_hop *seen = as_seen(way);
	bool found = false, any = false;
	size_t i;

	for (i = 0; i < way->n_hop; i++)
		any |= way->hop[i].any;
	for (i = 0; i < ways->n && !found; i++)
		found = ways->v[i].reached &&
			(any || hops_match(&ways->v[i].hops, seen, way->n_hop, false));
	for (i = 0; i < way->n_hop; i++)
		free(seen[i].address);
	free(seen);
	return found;
}

/* Says whether a way is that to the segment where it ends, as if it were under a wrong heading. */
static void check_identical(const struct checking *x, const struct net_view *way,
			    unsigned int segment)
{
	struct ways ways;

	ways_expect(x->routes, &x->from, &way->hop[way->n_hop - 1].address[0], &ways);
	if (is_way(&ways, way))
		diagnostics_add(x->diags, SEVERITY_NOTE, x->e->at, "identical-trace",
				"this is identical to the trace from %s to %s", x->e->from.text,
				x->routes->net->segment[segment].name);
	ways_free(&ways);
}

/* Whether the last hop of a way is where the way leads to; if not that is said. */
static bool check_last(const struct checking *x, const struct net_view *way)
{
	const struct network *net = x->routes->net;
	const struct net_shown *last = way->n_hop ? &way->hop[way->n_hop - 1] : NULL;
	unsigned int should = network_segment_of(net, &x->to.address), is;
	char buf[PREFIX_STRLEN];

	if (!last || !last->n_address)
		return true;
	is = network_segment_of(net, &last->address[0]);
	if (is == should)
		return true;
	diagnostics_add(x->diags, SEVERITY_ERROR, x->e->at, "destination-outside-target",
			"%s is not in %s; it is in %s", address_format(&last->address[0], buf),
			net->segment[should].name,
			is == NONE ? "no segment" : net->segment[is].name);
	if (is != NONE)
		check_identical(x, way, is);
	return false;
}

static void check_way(const struct checking *x, const struct net_view *way)
{
	char *hops, *message;

	if (!check_last(x, way) || is_way(&x->ways, way))
		return;
	hops = x->ways.n ? hops_text(&x->ways.v[0].hops) : xstrdup("nothing");
	message = xasprintf("the description makes the hops %s", hops);
	contradict(x, message);
	free(message);
	free(hops);
}

static void check_circuit(const struct checking *x)
{
	const struct network *net = x->routes->net;
	unsigned int circuit = network_circuit(net, x->e->circuit.text);
	char *circuits, *message;
	size_t i;

	if (circuit == NONE) {
		diagnostics_add(x->diags, SEVERITY_ERROR, x->e->circuit.at, "unknown-circuit",
				"there is no circuit %s; add it under circuits, or name another",
				x->e->circuit.text);
		return;
	}
	for (i = 0; i < x->ways.n; i++) {
		const struct way *way = &x->ways.v[i];

		if (way->n_circuit == 1 && way->circuit[0] == circuit)
			continue;
		circuits = way_circuits_text(net, way);
		message = xasprintf("it goes by %s, not by %s", circuits, x->e->circuit.text);
		contradict(x, message);
		free(message);
		free(circuits);
		return;
	}
}

static void check_time(const struct checking *x)
{
	uint64_t rtt = x->ways.v[0].rtt, expected = x->e->rtt;
	char *message;

	if ((rtt > expected ? rtt - expected : expected - rtt) <= x->e->tolerance)
		return;
	message = xasprintf("it takes %.1f ms there and back, not %.1f ms", (double)rtt / 1000,
			    (double)expected / 1000);
	contradict(x, message);
	free(message);
}

static void check(const struct checking *x)
{
	const struct desc_expectation *e = x->e;
	bool some = false;
	size_t i;

	for (i = 0; i < x->ways.n; i++)
		some |= x->ways.v[i].reached;
	if (e->unreachable) {
		if (some)
			contradict(x, "it is expected to be unreachable and is not");
		return;
	}
	if (!ways_reached(&x->ways)) {
		contradict(x, "it is unreachable; write unreachable: true if that is wanted");
		return;
	}
	for (i = 0; i < e->n_way; i++)
		check_way(x, &e->way[i]);
	if (e->circuit.text)
		check_circuit(x);
	if (e->timed)
		check_time(x);
}

static void check_expectation(const struct routes *routes, const struct desc_expectation *e,
			      struct diagnostics *diags)
{
	struct checking x = { .routes = routes, .e = e, .diags = diags };
	const struct desc_name *unknown;
	struct down down;

	if (!find_end(&x, &e->from, &x.from) || !find_end(&x, &e->to, &x.to))
		return;
	if (x.from.address.family != x.to.address.family) {
		diagnostics_add(diags, SEVERITY_ERROR, e->at, "family",
				"%s and %s are not of the same IP version", e->from.text,
				e->to.text);
		return;
	}
	unknown = down_compute(routes, &e->down, &down);
	if (unknown) {
		diagnostics_add(diags, SEVERITY_ERROR, unknown->at, "unknown-name",
				"%s is no circuit, no link and no device", unknown->text);
	} else {
		x.routes = &down.routes;
		ways_expect(x.routes, &x.from, &x.to.address, &x.ways);
		check(&x);
		ways_free(&x.ways);
	}
	down_free(&down);
}

void expectations_check(const struct description *d, const struct routes *routes,
			struct diagnostics *diags)
{
	size_t i;

	for (i = 0; i < d->n_expectation; i++)
		check_expectation(routes, &d->expectation[i], diags);
}

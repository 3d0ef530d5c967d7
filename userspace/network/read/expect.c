// SPDX-License-Identifier: GPL-2.0
#include "network/read/read.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

/* Of the time of the last hop, where nothing is said: 3 ms. */
#define TOLERANCE 3000

/* "10.10.30.{132,133}": @stem is what is in front of the brace. */
static bool parse_set(const char *stem, size_t length, const char *rest, struct net_shown *hop)
{
	char *text;
	struct address a;
	size_t n;
	bool good;

	do {
		n = strcspn(rest, ",}");
		if (!rest[n] || n + length >= PREFIX_STRLEN)
			return false;
		text = xasprintf("%.*s%.*s", (int)length, stem, (int)n, rest);
		good = !address_parse(text, &a);
		free(text);
		if (!good)
			return false;
		net_shown_add(hop, &a);
		rest += n + 1;
	} while (rest[-1] == ',');
	return !*rest;
}

static bool parse_hop(const char *text, struct net_shown *hop)
{
	const char *brace = strchr(text, '{');
	struct address a;

	if (!strcmp(text, "*"))
		return true;
	if (!strcmp(text, "...")) {
		hop->any = true;
		return true;
	}
	if (brace)
		return parse_set(text, (size_t)(brace - text), brace + 1, hop);
	if (address_parse(text, &a))
		return false;
	net_shown_add(hop, &a);
	return true;
}

static void read_hop(struct reader *r, const yaml_node_t *node, struct net_view *way)
{
	static const char expected[] =
		"a hop: an address, a set like 192.0.2.{1,2}, \"*\" or \"...\"";
	const char *text = document_text(&r->doc, node, expected);
	char buf[QUOTED_STRLEN];

	if (text && !parse_hop(text, net_view_add(way)))
		document_error(&r->doc, node_location(node), "hop", "expected %s, found %s",
			       expected, quoted(text, buf));
}

static void read_way(struct reader *r, const yaml_node_t *node, struct desc_expectation *x)
{
	const yaml_node_t **items;
	struct net_view *way;
	size_t n, i;

	x->way = array_grow(x->way, x->n_way, sizeof(*x->way));
	way = &x->way[x->n_way++];
	items = document_items(&r->doc, node, &n);
	for (i = 0; i < n; i++)
		read_hop(r, items[i], way);
	free(items);
}

static void read_hops(struct reader *r, const struct entry *e, void *object)
{
	read_way(r, e->value, object);
}

static void read_ways(struct reader *r, const struct entry *e, void *object)
{
	const yaml_node_t **items;
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++)
		read_way(r, items[i], object);
	free(items);
}

static void read_from(struct reader *r, const struct entry *e, void *object)
{
	struct desc_expectation *x = object;

	read_reference(r, e->value, "a host, a segment or an address", &x->from);
}

static void read_to(struct reader *r, const struct entry *e, void *object)
{
	struct desc_expectation *x = object;

	read_reference(r, e->value, "a host, a segment or an address", &x->to);
}

static void read_unreachable(struct reader *r, const struct entry *e, void *object)
{
	struct desc_expectation *x = object;

	x->unreachable = read_flag(r, e->value);
}

static void read_expected_circuit(struct reader *r, const struct entry *e, void *object)
{
	struct desc_expectation *x = object;

	read_reference(r, e->value, "the name of a circuit", &x->circuit);
}

static void read_down(struct reader *r, const struct entry *e, void *object)
{
	struct desc_expectation *x = object;

	read_references(r, e->value, "the name of a circuit, a link or a device", &x->down);
}

static void read_rtt(struct reader *r, const struct entry *e, void *object)
{
	struct desc_expectation *x = object;

	x->timed = true;
	read_latency(r, e->value, &x->rtt);
}

static void read_tolerance(struct reader *r, const struct entry *e, void *object)
{
	struct desc_expectation *x = object;

	read_latency(r, e->value, &x->tolerance);
}

static const struct key expectation_keys[] = {
	{ "from", read_from, true },
	{ "to", read_to, true },
	{ "hops", read_hops },
	{ "ways", read_ways },
	{ "unreachable", read_unreachable },
	{ "circuit", read_expected_circuit },
	{ "down", read_down },
	{ "rtt", read_rtt },
	{ "tolerance", read_tolerance },
};

void read_expectations(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;
	const yaml_node_t **items;
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		struct desc_expectation *x;

		d->expectation = array_grow(d->expectation, d->n_expectation,
					    sizeof(*d->expectation));
		x = &d->expectation[d->n_expectation++];
		x->tolerance = TOLERANCE;
		x->at = node_location(items[i]);
		read_record(r, items[i], x->at, "an expectation", expectation_keys,
			    ARRAY_SIZE(expectation_keys), x, NULL);
	}
	free(items);
}

// SPDX-License-Identifier: GPL-2.0
#include "network/trace/ways.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

static struct packet probe(const struct address *from, const struct address *to)
{
	return (struct packet){
		.source = *from, .destination = *to, .protocol = IPPROTO_ICMP,
	};
}

/* Whether packets of a host come to an address, so that it will believe what comes from there. */
static bool is_known(const struct routes *routes, const struct endpoint *from,
		     const struct address *a)
{
	struct packet packet = probe(&from->address, a);
	struct paths paths;
	bool known = false;
	size_t i;

	path_follow(routes, &packet, from->device, NULL, 0, false, &paths);
	for (i = 0; i < paths.n; i++)
		known |= paths.v[i].fate == FATE_ARRIVED;
	paths_free(&paths);
	return known;
}

static void add_copy(struct net_view *hops, const struct net_shown *shown)
{
	struct net_shown *hop;
	size_t i;

	if (shown->any && hops->n_hop && hops->hop[hops->n_hop - 1].any)
		return;
	hop = net_view_add(hops);
	hop->any = shown->any;
	for (i = 0; i < shown->n_address; i++)
		net_shown_add(hop, &shown->address[i]);
}

static void add_view(struct net_view *hops, const struct net_view *view)
{
	size_t i;

	for (i = 0; i < view->n_hop; i++)
		add_copy(hops, &view->hop[i]);
}

static void add_device(const struct routes *routes, const struct endpoint *from,
		       const struct hop *hop, struct net_view *hops)
{
	const struct network *net = routes->net;
	unsigned int segment;
	const struct net_end *end;
	struct net_shown *shown;

	if (hop->in == NONE) {
		segment = network_segment_of(net, &from->address);
		if (segment != NONE && net->segment[segment].view.known)
			add_view(hops, &net->segment[segment].view);
		return;
	}
	end = link_near(&net->link[hop->in], hop->device);
	if (end->view.known) {
		add_view(hops, &end->view);
		return;
	}
	shown = net_view_add(hops);
	if (!end->chosen && end->address.family && is_known(routes, from, &end->address))
		net_shown_add(shown, &end->address);
}

static void add_hops(const struct routes *routes, const struct endpoint *from,
		     const struct address *to, const struct path *path, bool reached,
		     struct net_view *hops)
{
	bool own = path->fate == FATE_ARRIVED && path->segment == NONE;
	size_t i;

	hops->known = true;
	for (i = 0; i < path->n_hop - own; i++)
		add_device(routes, from, &path->hop[i], hops);
	if (reached)
		net_shown_add(net_view_add(hops), to);
}

static bool same_hop(const struct net_shown *a, const struct net_shown *b)
{
	size_t i;

	if (a->any != b->any || a->n_address != b->n_address)
		return false;
	for (i = 0; i < a->n_address; i++) {
		if (!address_equal(&a->address[i], &b->address[i]))
			return false;
	}
	return true;
}

static bool same_way(const struct way *a, const struct way *b)
{
	size_t i;

	if (a->reached != b->reached || a->hops.n_hop != b->hops.n_hop ||
	    a->n_circuit != b->n_circuit ||
	    memcmp(a->circuit, b->circuit, a->n_circuit * sizeof(*a->circuit)))
		return false;
	for (i = 0; i < a->hops.n_hop; i++) {
		if (!same_hop(&a->hops.hop[i], &b->hops.hop[i]))
			return false;
	}
	return true;
}

/* Takes @way. */
static void add_way(struct ways *ways, struct way *way)
{
	size_t i;

	for (i = 0; i < ways->n; i++) {
		if (same_way(&ways->v[i], way)) {
			net_view_free(&way->hops);
			return;
		}
	}
	ways->v = array_grow(ways->v, ways->n, sizeof(*ways->v));
	ways->v[ways->n++] = *way;
}

void ways_expect(const struct routes *routes, const struct endpoint *from,
		 const struct address *to, struct ways *ways)
{
	struct packet packet = probe(&from->address, to);
	struct trips trips;
	size_t i;

	memset(ways, 0, sizeof(*ways));
	trips_walk(routes, &packet, from->device, &trips);
	for (i = 0; i < trips.n; i++) {
		const struct trip *trip = &trips.v[i];
		const struct path *there = &trips.request.v[trip->request];
		struct way way = { .reached = trip->dies == NONE, .rtt = there->latency };

		if (trip->answer != NONE)
			way.rtt += trips.answer[trip->answer].latency;
		way.n_circuit = path_circuits(routes->net, there, way.circuit, WAY_CIRCUITS_MAX);
		add_hops(routes, from, to, there, way.reached, &way.hops);
		add_way(ways, &way);
	}
	trips_free(&trips);
}

void ways_free(struct ways *ways)
{
	size_t i;

	for (i = 0; i < ways->n; i++)
		net_view_free(&ways->v[i].hops);
	free(ways->v);
}

bool ways_reached(const struct ways *ways)
{
	size_t i;

	for (i = 0; i < ways->n; i++) {
		if (!ways->v[i].reached)
			return false;
	}
	return ways->n;
}

/* How much of two texts is the same, up to the last byte of an address. */
static size_t common(const char *a, const char *b)
{
	size_t n = 0, end = 0;

	while (a[n] && a[n] == b[n]) {
		n++;
		if (a[n - 1] == '.' || a[n - 1] == ':')
			end = n;
	}
	return end;
}

char *hop_text(const struct net_shown *hop)
{
	char first[PREFIX_STRLEN], next[PREFIX_STRLEN], *text = NULL;
	size_t stem, size, i;
	FILE *out;

	if (!hop->n_address)
		return xstrdup(hop->any ? "..." : "*");
	address_format(&hop->address[0], first);
	if (hop->n_address == 1)
		return xstrdup(first);
	stem = strlen(first);
	for (i = 1; i < hop->n_address; i++) {
		size_t n = common(first, address_format(&hop->address[i], next));

		if (n < stem)
			stem = n;
	}
	out = open_memstream(&text, &size);
	if (!out)
		abort();
	fprintf(out, "%.*s{%s", (int)stem, first, first + stem);
	for (i = 1; i < hop->n_address; i++)
		fprintf(out, ",%s", address_format(&hop->address[i], next) + stem);
	fputc('}', out);
	fclose(out);
	return text;
}

char *hops_text(const struct net_view *hops)
{
	char *text = NULL, *hop;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	for (i = 0; i < hops->n_hop; i++) {
		hop = hop_text(&hops->hop[i]);
		fprintf(out, "%s%s", i ? ", " : "", hop);
		free(hop);
	}
	fclose(out);
	return text;
}

char *way_circuits_text(const struct network *net, const struct way *way)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	for (i = 0; i < way->n_circuit; i++)
		fprintf(out, "%s%s", i ? ", then " : "", net->circuit[way->circuit[i]].name);
	if (!way->n_circuit)
		fputs("inside", out);
	fclose(out);
	return text;
}

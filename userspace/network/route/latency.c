// SPDX-License-Identifier: GPL-2.0
#include "network/route/latency.h"

#include <stdlib.h>

#include "util/alloc.h"

void latencies_init(struct latencies *l, const struct network *net, const struct outage *outage)
{
	l->net = net;
	l->outage = outage;
	l->row = xcalloc(net->n_device + 1, sizeof(*l->row));
}

void latencies_free(struct latencies *l)
{
	size_t i;

	for (i = 0; i < l->net->n_device; i++)
		free(l->row[i]);
	free(l->row);
}

/* All that is ours is inside, whatever its AS. */
static bool is_joined(const struct network *net, unsigned int a, unsigned int b)
{
	const struct net_device *x = &net->device[a], *y = &net->device[b];

	return x->as == y->as || (x->side == SIDE_OURS && y->side == SIDE_OURS);
}

static bool is_inside(const struct latencies *l, unsigned int link, unsigned int from,
		      unsigned int to)
{
	return l->net->link[link].circuit == NONE && is_joined(l->net, from, to) &&
	       link_is_up(l->net, l->outage, link);
}

/**
 * struct line - devices to go on from, each there once
 * @v: a ring of as many as there are devices
 */
struct line {
	unsigned int *v;
	bool *waits;
	size_t head, n;
};

static void line_add(struct line *line, unsigned int device, size_t n_device)
{
	if (line->waits[device])
		return;
	line->waits[device] = true;
	line->v[(line->head + line->n++) % n_device] = device;
}

/* Goes on from a device as long as something gets shorter. */
static uint64_t *make_row(const struct latencies *l, unsigned int from)
{
	size_t n = l->net->n_device, i;
	uint64_t *row = xmalloc((n + 1) * sizeof(*row));
	struct line line = {
		.v = xcalloc(n + 1, sizeof(*line.v)), .waits = xcalloc(n + 1, sizeof(bool)),
	};

	for (i = 0; i < n; i++)
		row[i] = LATENCY_NONE;
	row[from] = 0;
	line_add(&line, from, n);
	while (line.n) {
		unsigned int at = line.v[line.head];
		const struct index_list *links = &l->net->links_of[at];

		line.head = (line.head + 1) % n;
		line.n--;
		line.waits[at] = false;
		for (i = 0; i < links->n; i++) {
			const struct net_link *link = &l->net->link[links->v[i]];
			unsigned int next = link_far(link, at)->device;

			if (!is_inside(l, links->v[i], at, next) ||
			    row[at] + link->latency >= row[next])
				continue;
			row[next] = row[at] + link->latency;
			line_add(&line, next, n);
		}
	}
	free(line.waits);
	free(line.v);
	return row;
}

static uint64_t within(const struct latencies *l, unsigned int a, unsigned int b)
{
	if (!l->row[a])
		l->row[a] = make_row(l, a);
	return l->row[a][b];
}

/* From a device over one of its own links into the AS of another. */
static uint64_t across(const struct latencies *l, unsigned int a, unsigned int b)
{
	const struct index_list *links = &l->net->links_of[a];
	uint64_t best = LATENCY_NONE, rest;
	size_t i;

	for (i = 0; i < links->n; i++) {
		const struct net_link *link = &l->net->link[links->v[i]];
		unsigned int next = link_far(link, a)->device;

		if (link->circuit != NONE || !is_joined(l->net, next, b) ||
		    !link_is_up(l->net, l->outage, links->v[i]))
			continue;
		rest = within(l, b, next);
		if (rest != LATENCY_NONE && rest + link->latency < best)
			best = rest + link->latency;
	}
	return best;
}

uint64_t latency_between(const struct latencies *l, unsigned int a, unsigned int b)
{
	uint64_t there;

	if (is_joined(l->net, a, b))
		return within(l, a, b);
	there = across(l, a, b);
	return there == LATENCY_NONE ? across(l, b, a) : there;
}

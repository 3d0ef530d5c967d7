// SPDX-License-Identifier: GPL-2.0
#include "network/walk/usage.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/array.h"

/** struct use - a service and the number of what it uses: links first, then devices */
struct use {
	unsigned int what;
	unsigned int service;
};

struct uses {
	struct use *v;
	size_t n;
	unsigned int *last;	/* by what: the service that was added last, plus 1 */
};

static void add(struct uses *uses, unsigned int what, unsigned int service)
{
	if (uses->last[what] == service + 1)
		return;
	uses->last[what] = service + 1;
	uses->v = array_grow(uses->v, uses->n, sizeof(*uses->v));
	uses->v[uses->n++] = (struct use){ what, service };
}

/* Adds a link; a tunnel uses the links of the circuit that carries it, and where they end. */
static void add_link(struct uses *uses, const struct network *net, unsigned int link,
		     unsigned int service)
{
	unsigned int over = net->link[link].over, n_link = (unsigned int)net->n_link, i;

	/* What was added last was added with what carries it. */
	if (uses->last[link] == service + 1)
		return;
	add(uses, link, service);
	for (i = 0; over != NONE && i < n_link; i++) {
		if (net->link[i].circuit != over)
			continue;
		add(uses, i, service);
		add(uses, n_link + net->link[i].end[0].device, service);
		add(uses, n_link + net->link[i].end[1].device, service);
	}
}

static void add_path(struct uses *uses, const struct network *net, const struct path *path,
		     unsigned int service)
{
	size_t i, j;

	for (i = 0; i < path->n_hop; i++) {
		const struct hop *hop = &path->hop[i];

		add(uses, (unsigned int)net->n_link + hop->device, service);
		if (hop->out != NONE)
			add_link(uses, net, hop->out, service);
		for (j = 0; j < hop->route.n_hop; j++)
			add_link(uses, net, hop->route.hop[j].link, service);
	}
}

void usage_find(struct usage *usage, const struct network *net, const struct verification *result)
{
	size_t n = net->n_link + net->n_device, i, j, at = 0;
	struct uses uses = { .last = xcalloc(n + 1, sizeof(*uses.last)) };
	struct index_list *lists = xcalloc(n + 1, sizeof(*lists));
	size_t *next = xcalloc(n + 1, sizeof(*next));

	for (i = 0; i < result->n; i++) {
		const struct trips *t = &result->v[i].trips;

		for (j = 0; j < t->request.n; j++)
			add_path(&uses, net, &t->request.v[j], result->v[i].service);
		for (j = 0; j < t->n_answer; j++)
			add_path(&uses, net, &t->answer[j], result->v[i].service);
	}
	usage->room = xcalloc(uses.n + 1, sizeof(*usage->room));
	for (i = 0; i < uses.n; i++)
		lists[uses.v[i].what].n++;
	for (i = 0; i < n; i++) {
		lists[i].v = usage->room + at;
		next[i] = at;
		at += lists[i].n;
	}
	for (i = 0; i < uses.n; i++)
		usage->room[next[uses.v[i].what]++] = uses.v[i].service;
	usage->of_link = lists;
	usage->of_device = lists + net->n_link;
	free(next);
	free(uses.last);
	free(uses.v);
}

void usage_free(struct usage *usage)
{
	free(usage->of_link);
	free(usage->room);
}

void usage_mark(const struct index_list *list, bool *flags)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		flags[list->v[i]] = true;
}

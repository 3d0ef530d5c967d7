// SPDX-License-Identifier: GPL-2.0
#include "network/walk/missing.h"

#include <stdlib.h>

#include "util/alloc.h"

/**
 * struct hunt - a search from a device without a route towards one that has it
 * @down: only a session over a link that is down counts
 * @queue: devices without it, in the order in which they were found
 */
struct hunt {
	const struct routes *routes;
	unsigned int class;
	bool down;
	unsigned int *queue;
	bool *seen;
	size_t n;
};

/* Whether a device would announce the class if it were not down. */
static bool is_down_origin(const struct hunt *hunt, unsigned int device)
{
	const struct table_class *c = &hunt->routes->table->class[hunt->class];
	size_t i;

	for (i = 0; hunt->routes->outage->device[device] && i < c->n_origin; i++) {
		if (c->origin[i] == device)
			return true;
	}
	return false;
}

/* Whether a session is down for a link that should not be. */
static bool has_failed(const struct routes *routes, const struct net_session *s)
{
	return s->link != NONE && !routes->net->link[s->link].disabled;
}

/* Whether a neighbour has the route; if so, why it does not give it. */
static bool asks(const struct hunt *hunt, unsigned int peer, struct missing *missing)
{
	const struct net_session *s = &hunt->routes->net->session[peer / 2];
	unsigned int giver = s->peer[!(peer % 2)].device;
	struct bgp bgp = hunt->routes->bgp;
	struct bgp_choice choice;

	if (bgp.session_up[peer / 2] ? hunt->down : !has_failed(hunt->routes, s))
		return false;
	bgp_choose(&bgp, hunt->class, giver, &choice);
	if (!choice.n_used && !is_down_origin(hunt, giver))
		return false;
	missing->giver = giver;
	missing->taker = s->peer[peer % 2].device;
	missing->why = NULL;
	if (bgp.session_up[peer / 2])
		bgp_given(&bgp, hunt->class, peer, &choice.route[0], &missing->why);
	bgp_choice_free(&choice);
	return true;
}

static bool search(struct hunt *hunt, struct missing *missing)
{
	const struct network *net = hunt->routes->net;
	size_t head, i;

	for (head = 0; head < hunt->n; head++) {
		const struct index_list *peers = &net->peers_of[hunt->queue[head]];

		for (i = 0; i < peers->n; i++) {
			unsigned int next =
				net->session[peers->v[i] / 2].peer[!(peers->v[i] % 2)].device;

			if (asks(hunt, peers->v[i], missing))
				return true;
			if (hunt->seen[next] || !hunt->routes->bgp.session_up[peers->v[i] / 2])
				continue;
			hunt->seen[next] = true;
			hunt->queue[hunt->n++] = next;
		}
	}
	return false;
}

static bool search_class(const struct routes *routes, unsigned int class, bool down,
			 unsigned int device, struct missing *missing)
{
	struct hunt hunt = {
		.routes = routes, .class = class, .down = down,
		.queue = xcalloc(routes->net->n_device + 1, sizeof(*hunt.queue)),
		.seen = xcalloc(routes->net->n_device + 1, sizeof(*hunt.seen)),
	};
	bool found;

	hunt.queue[hunt.n++] = device;
	hunt.seen[device] = true;
	found = search(&hunt, missing);
	free(hunt.seen);
	free(hunt.queue);
	return found;
}

/* A device of the same AS that has a prefix, to which there is no path. */
static bool is_cut_off(const struct routes *routes, unsigned int device,
		       const struct table_entry *e, struct missing *missing)
{
	size_t i;

	for (i = 0; i < e->n_holder; i++) {
		const struct holder *h = &routes->table->holder[e->holder + i];

		if (!h->igp || routes->net->device[h->device].as != routes->net->device[device].as)
			continue;
		missing->giver = h->device;
		missing->taker = NONE;
		return true;
	}
	return false;
}

/* @down: as in struct hunt. */
static bool search_all(const struct routes *routes, unsigned int device, unsigned int first,
		       bool down, struct missing *missing)
{
	unsigned int prefix;

	for (prefix = first; prefix != NONE; prefix = routes->table->v[prefix].parent) {
		const struct table_entry *e = &routes->table->v[prefix];

		missing->prefix = prefix;
		if ((e->class != NONE &&
		     search_class(routes, e->class, down, device, missing)) ||
		    is_cut_off(routes, device, e, missing))
			return true;
	}
	return false;
}

void missing_find(const struct routes *routes, unsigned int device, const struct address *address,
		  struct missing *missing)
{
	unsigned int first = prefix_table_lookup(routes->table, address), prefix;

	*missing = (struct missing){ .prefix = NONE, .giver = NONE, .taker = NONE };
	if (search_all(routes, device, first, true, missing) ||
	    search_all(routes, device, first, false, missing))
		return;
	missing->prefix = NONE;
	for (prefix = first; prefix != NONE; prefix = routes->table->v[prefix].parent) {
		const struct table_entry *e = &routes->table->v[prefix];

		if (!e->n_holder)
			continue;
		missing->prefix = prefix;
		missing->giver = routes->table->holder[e->holder].device;
		return;
	}
}

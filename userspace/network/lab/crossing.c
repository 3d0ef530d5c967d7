// SPDX-License-Identifier: GPL-2.0
#include "network/lab/crossing.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/array.h"

/* Addresses of pools that one connection may have been given. */
#define CHOSEN_MAX 8

static bool same_place(const struct crossing *a, const struct crossing *b)
{
	return a->device == b->device && a->link == b->link && a->segment == b->segment &&
	       a->answer == b->answer;
}

/* The client's port is another one in each flow; it was seen to be of this one. */
static uint16_t server_port(const struct crossing *c)
{
	return c->answer ? c->packet.source_port : c->packet.destination_port;
}

static void add(struct crossings *list, const struct crossing *new)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (same_place(&list->v[i], new) &&
		    address_equal(&list->v[i].packet.source, &new->packet.source) &&
		    address_equal(&list->v[i].packet.destination, &new->packet.destination) &&
		    server_port(&list->v[i]) == server_port(new))
			return;
	}
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = *new;
}

static void add_path(const struct path *path, bool answer, struct crossings *list)
{
	size_t i;

	for (i = 0; i < path->n_hop; i++) {
		const struct hop *h = &path->hop[i];
		struct crossing c = {
			.device = h->device, .link = NONE, .segment = NONE, .answer = answer,
			.packet = h->after,
		};

		if (i + 1 < path->n_hop)
			c.link = h->out;
		else if (path->segment != NONE)
			c.segment = path->segment;
		else
			continue;
		add(list, &c);
	}
}

void crossings_expected(const struct trips *trips, const struct trip *trip,
			struct crossings *list)
{
	*list = (struct crossings){ 0 };
	add_path(&trips->request.v[trip->request], false, list);
	if (trip->answer != NONE)
		add_path(&trips->answer[trip->answer], true, list);
}

void crossings_seen(const struct capture *capture, const struct flow *flow,
		    struct crossings *list)
{
	size_t i;

	*list = (struct crossings){ 0 };
	for (i = 0; i < capture->n; i++) {
		const struct sighting *s = &capture->v[i];
		struct crossing c = {
			.device = s->device, .link = s->link, .segment = s->segment,
			.packet = s->packet,
		};

		if (s->out && (s->opens || s->packet.protocol == IPPROTO_UDP) &&
		    flow_has(flow, &s->packet, &c.answer))
			add(list, &c);
	}
}

/** struct chosen - which address of a pool was seen for which of the model */
struct chosen {
	struct address model[CHOSEN_MAX], lab[CHOSEN_MAX];
	size_t n;
};

static bool is_in(const struct prefix_list *list, const struct address *a)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (prefix_contains_address(&list->v[i], a))
			return true;
	}
	return false;
}

/*
 * Whether a request was translated to one address where it could have been the other. By a
 * netmap it could not.
 */
static bool same_pool(const struct network *net, const struct path *request,
		      const struct address *a, const struct address *b)
{
	size_t i, j;

	for (i = 0; i < request->n_hop; i++) {
		for (j = 0; j < request->hop[i].n_nat; j++) {
			const struct net_nat *nat = &net->nat[request->hop[i].nat[j]];

			if (nat->kind != NAT_NETMAP && nat->kind != NAT_NETMAP_IN &&
			    is_in(&nat->to, a) && is_in(&nat->to, b))
				return true;
		}
	}
	return false;
}

static bool same_address(const struct network *net, const struct path *request,
			 struct chosen *chosen, const struct address *model,
			 const struct address *lab)
{
	size_t i;

	for (i = 0; i < chosen->n; i++) {
		if (address_equal(&chosen->model[i], model))
			return address_equal(&chosen->lab[i], lab);
	}
	if (chosen->n == CHOSEN_MAX ||
	    (!address_equal(model, lab) && !same_pool(net, request, model, lab)))
		return false;
	chosen->model[chosen->n] = *model;
	chosen->lab[chosen->n++] = *lab;
	return true;
}

static bool find(const struct network *net, const struct path *request, struct chosen *chosen,
		 const struct crossing *wanted, const struct crossings *seen)
{
	size_t i;

	for (i = 0; i < seen->n; i++) {
		const struct crossing *c = &seen->v[i];
		struct chosen trial = *chosen;

		if (!same_place(c, wanted) || server_port(c) != server_port(wanted) ||
		    !same_address(net, request, &trial, &wanted->packet.source,
				  &c->packet.source) ||
		    !same_address(net, request, &trial, &wanted->packet.destination,
				  &c->packet.destination))
			continue;
		*chosen = trial;
		return true;
	}
	return false;
}

bool crossings_match(const struct network *net, const struct trips *trips,
		     const struct trip *trip, const struct crossings *seen)
{
	const struct path *request = &trips->request.v[trip->request];
	struct crossings expected;
	struct chosen chosen = { 0 };
	bool match;
	size_t i;

	crossings_expected(trips, trip, &expected);
	match = expected.n == seen->n;
	for (i = 0; match && i < expected.n; i++)
		match = find(net, request, &chosen, &expected.v[i], seen);
	crossings_free(&expected);
	return match;
}

void crossings_print(const struct network *net, const struct crossings *list)
{
	char from[PREFIX_STRLEN], to[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < list->n; i++) {
		const struct crossing *c = &list->v[i];
		const char *where = c->link == NONE ? net->segment[c->segment].name :
				    link_near(&net->link[c->link], c->device)->name;

		printf("    %s %s by %s: %s to %s\n", c->answer ? "answer " : "request",
		       net->device[c->device].name, where,
		       address_format(&c->packet.source, from),
		       address_format(&c->packet.destination, to));
	}
	if (!list->n)
		puts("    nothing");
}

void crossings_free(struct crossings *list)
{
	free(list->v);
}

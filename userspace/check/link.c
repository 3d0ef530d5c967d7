// SPDX-License-Identifier: GPL-2.0
#include "check/link.h"

#include <stdlib.h>
#include <string.h>

#include "check/pool.h"
#include "util/array.h"

/* struct owned_link - a link and its circuit */
struct owned_link {
	const struct link *link;
	const struct circuit *circuit;
};

static int compare_links(const void *pa, const void *pb)
{
	const struct owned_link *a = pa, *b = pb;
	int order = strcmp(a->link->name, b->link->name);

	return order ? order : location_compare(a->link->at, b->link->at);
}

static void check_receive(struct check *check, const struct link *link)
{
	if (link->receive && (link->n_gateway || link->gateway_auto))
		check_error(check, link->at, "receive-gateway",
			    "nothing is sent by %s, which only receives, so that a gateway has no meaning; remove gateway or receive",
			    link->name);
}

/* Answers leave by another link than the one that only receives. */
static void check_way_out(struct check *check, const struct circuit *c)
{
	size_t i;

	for (i = 0; i < c->n_link; i++)
		if (!c->link[i].receive)
			return;
	if (c->n_link)
		check_error(check, c->link[0].at, "receive-only",
			    "no link of circuit %s sends packets, so that answers have no way out; add the link that they leave by",
			    c->name);
}

static void check_gateways(struct check *check, const struct link *link)
{
	char text[PREFIX_STRLEN], prefix[PREFIX_STRLEN];
	const struct pool *pool;
	size_t i;

	for (i = 0; i < link->n_gateway; i++) {
		struct prefix p = prefix_of_address(&link->gateway[i]);

		pool = check_find_pool(check, &link->gateway[i]);
		if (pool)
			check_error(check, pool->at, "pool-gateway",
				    "the %s %s covers %s, the gateway of %s (line %u), which this host would no longer reach; leave it out of the pool",
				    check_pool_name(pool),
				    prefix_format(&pool->prefix, prefix),
				    address_format(&link->gateway[i], text), link->name,
				    link->at.line);
		if (!prefix_is_unicast(&p))
			check_error(check, link->at, "not-unicast",
				    "no host can have the address %s; name the gateway of %s",
				    address_format(&link->gateway[i], text), link->name);
	}
}

void check_links(struct check *check)
{
	const struct site *site = check->site;
	struct owned_link *sorted = NULL, *first;
	size_t n = 0, i, j;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *c = &site->circuit[i];

		check_way_out(check, c);
		for (j = 0; j < c->n_link; j++) {
			check_gateways(check, &c->link[j]);
			check_receive(check, &c->link[j]);
			sorted = array_grow(sorted, n, sizeof(*sorted));
			sorted[n++] = (struct owned_link){ &c->link[j], c };
		}
	}
	if (n)
		qsort(sorted, n, sizeof(*sorted), compare_links);
	for (i = 0, first = sorted; i < n; i++) {
		const struct link *link = sorted[i].link;

		if (!strcmp(link->name, "lo"))
			check_error(check, link->at, "link-loopback",
				    "lo is this host itself and cannot be a link; name the device that leads outside");
		if (strcmp(link->name, first->link->name))
			first = &sorted[i];
		else if (i)
			check_error(check, link->at, "link-twice",
				    "%s is already a link of circuit %s (line %u), and packets are told apart by their device; give each circuit a VLAN or macvlan device of its own with an address in the network of its gateway",
				    link->name, first->circuit->name, first->link->at.line);
	}
	free(sorted);
}

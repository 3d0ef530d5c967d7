// SPDX-License-Identifier: GPL-2.0
#include "network/walk/classes.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "network/model/endpoint.h"
#include "util/alloc.h"
#include "util/array.h"

/* What stands for all ports that nothing treats apart. */
#define ANY_PORT 443

/** struct boundaries - addresses at which something begins or has just ended */
struct boundaries {
	struct address *v;
	size_t n;
};

static void add_boundary(struct boundaries *b, const struct address *a)
{
	b->v = array_grow(b->v, b->n, sizeof(*b->v));
	b->v[b->n++] = *a;
}

static void add_prefix(struct boundaries *b, const struct prefix *p)
{
	unsigned int i = address_bits(p->address.family) / 8;
	struct address end;

	if (!p->address.family)
		return;
	add_boundary(b, &p->address);
	prefix_last(p, &end);
	while (i-- > 0) {
		if (++end.bytes[i]) {
			add_boundary(b, &end);
			return;
		}
	}
}

static void add_list(struct boundaries *b, const struct prefix_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		add_prefix(b, &list->v[i]);
}

static int compare(const void *pa, const void *pb)
{
	return address_compare(pa, pb);
}

static void arrange(struct boundaries *b)
{
	size_t i, n = 0;

	if (!b->n)
		return;
	qsort(b->v, b->n, sizeof(*b->v), compare);
	for (i = 1; i < b->n; i++) {
		if (!address_equal(&b->v[n], &b->v[i]))
			b->v[++n] = b->v[i];
	}
	b->n = n + 1;
}

static void map_boundary(struct boundaries *b, size_t i, const struct prefix *from,
			 const struct prefix *to)
{
	struct address mapped;

	if (!prefix_contains_address(from, &b->v[i]))
		return;
	mapped = prefix_map(from, to, &b->v[i]);
	add_boundary(b, &mapped);
}

/* What is a boundary on one side of a netmap is one on the other. Return: whether any is new. */
static bool map_boundaries(const struct network *net, struct boundaries *b)
{
	size_t n = b->n, i, j;

	for (i = 0; i < net->n_nat; i++) {
		const struct net_nat *nat = &net->nat[i];

		for (j = 0; nat->kind == NAT_NETMAP && j < n; j++) {
			map_boundary(b, j, &nat->from.v[0], &nat->to.v[0]);
			map_boundary(b, j, &nat->to.v[0], &nat->from.v[0]);
		}
	}
	arrange(b);
	return b->n > n;
}

static void find_boundaries(const struct routes *routes, struct boundaries *b)
{
	const struct network *net = routes->net;
	struct prefix p;
	size_t i;

	for (i = 0; i < routes->table->n; i++)
		add_prefix(b, &routes->table->v[i].prefix);
	for (i = 0; i < net->n_nat; i++) {
		add_list(b, &net->nat[i].from);
		add_list(b, &net->nat[i].to);
		if (net->nat[i].kind != NAT_PUBLISH)
			continue;
		p = prefix_of_address(&net->nat[i].address);
		add_prefix(b, &p);
	}
	for (i = 0; i < net->n_accept; i++) {
		add_list(b, &net->accept[i].from);
		add_prefix(b, &net->accept[i].to);
	}
	arrange(b);
	while (map_boundaries(net, b))
		;
}

static bool list_has(const struct prefix_list *list, const struct address *a)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (prefix_contains_address(&list->v[i], a))
			return true;
	}
	return false;
}

/*
 * Whether two different addresses of one prefix are in the same translations. What a netmap
 * makes of them is not alike, because it keeps the host bits.
 */
static bool is_alike(const struct network *net, const struct address *a, const struct address *b)
{
	size_t i;

	for (i = 0; i < net->n_nat; i++) {
		const struct net_nat *nat = &net->nat[i];

		if (list_has(&nat->from, a) != list_has(&nat->from, b) ||
		    list_has(&nat->to, a) != list_has(&nat->to, b))
			return false;
		if (nat->kind == NAT_NETMAP && (list_has(&nat->from, a) || list_has(&nat->to, a)))
			return false;
		if (nat->kind == NAT_PUBLISH && address_equal(&nat->address, a) !=
						address_equal(&nat->address, b))
			return false;
	}
	for (i = 0; i < net->n_accept; i++) {
		const struct net_accept *accept = &net->accept[i];

		if (list_has(&accept->from, a) != list_has(&accept->from, b) ||
		    prefix_contains_address(&accept->to, a) !=
		    prefix_contains_address(&accept->to, b))
			return false;
	}
	return true;
}

/* The device whose hosts are in a prefix, or NONE. */
static unsigned int host_device(const struct routes *routes, unsigned int prefix)
{
	const struct table_entry *e = &routes->table->v[prefix];
	size_t i;

	for (i = 0; i < e->n_holder; i++) {
		const struct holder *h = &routes->table->holder[e->holder + i];

		if (h->kind == HOLDER_SEGMENT)
			return h->device;
	}
	return NONE;
}

/* Whether a prefix is that of a link or of a device itself: no host is there. */
static bool is_between(const struct routes *routes, unsigned int prefix)
{
	const struct table_entry *e = &routes->table->v[prefix];
	size_t i;

	for (i = 0; i < e->n_holder; i++) {
		const struct holder *h = &routes->table->holder[e->holder + i];

		if (h->kind == HOLDER_LINK || h->kind == HOLDER_LOOPBACK)
			return true;
	}
	return false;
}

static bool is_known(const struct network *net, const struct address_classes *classes,
		     const struct address_class *new)
{
	size_t i;

	for (i = 0; i < classes->n; i++) {
		if (classes->v[i].prefix == new->prefix &&
		    is_alike(net, &classes->v[i].first, &new->first))
			return true;
	}
	return false;
}

void address_classes_find(const struct routes *routes, struct address_classes *classes)
{
	struct boundaries b = { 0 };
	size_t i;

	memset(classes, 0, sizeof(*classes));
	find_boundaries(routes, &b);
	for (i = 0; i < b.n; i++) {
		struct address_class new = { .first = b.v[i] };

		new.prefix = prefix_table_lookup(routes->table, &new.first);
		if (new.prefix == NONE || is_between(routes, new.prefix) ||
		    is_known(routes->net, classes, &new))
			continue;
		new.device = host_device(routes, new.prefix);
		classes->v = array_grow(classes->v, classes->n, sizeof(*classes->v));
		classes->v[classes->n++] = new;
	}
	free(b.v);
}

void address_classes_free(struct address_classes *classes)
{
	free(classes->v);
}

/**
 * struct pairs - the walks of all pairs
 * @port: each that some device treats apart, with its protocol
 */
struct pairs {
	const struct routes *routes;
	struct port_range *port;
	size_t n_port;
	struct pair_totals *totals;
	void (*report)(const struct routes *routes, const struct trips *trips, void *context);
	void *context;
};

static void add_port(struct pairs *pairs, uint8_t protocol, uint16_t port)
{
	size_t i;

	for (i = 0; i < pairs->n_port; i++) {
		if (pairs->port[i].protocol == protocol && pairs->port[i].first == port)
			return;
	}
	pairs->port = array_grow(pairs->port, pairs->n_port, sizeof(*pairs->port));
	pairs->port[pairs->n_port].protocol = protocol;
	pairs->port[pairs->n_port++].first = port;
}

static void add_ranges(struct pairs *pairs, const struct port_range *port, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		add_port(pairs, port[i].protocol, port[i].first);
		if (port[i].last < UINT16_MAX)
			add_port(pairs, port[i].protocol, (uint16_t)(port[i].last + 1));
	}
}

static void find_ports(struct pairs *pairs)
{
	const struct network *net = pairs->routes->net;
	size_t i;

	add_port(pairs, IPPROTO_TCP, ANY_PORT);
	for (i = 0; i < net->n_nat; i++)
		add_ranges(pairs, net->nat[i].port, net->nat[i].n_port);
	for (i = 0; i < net->n_accept; i++)
		add_ranges(pairs, net->accept[i].port, net->accept[i].n_port);
}

/* @said: a smaller packet of the pair is faulty, which is enough. Return: whether one is. */
static bool walk_pair(struct pairs *pairs, const struct address_class *from,
		      const struct address_class *to, const struct port_range *port, bool said)
{
	struct packet packet = {
		.source = from->first, .destination = to->first, .protocol = port->protocol,
		.source_port = CLIENT_PORT, .destination_port = port->first,
	};
	enum verdict verdict;
	struct trips trips;
	bool answered;

	trips_walk(pairs->routes, &packet, from->device, &trips);
	verdict = trips.v[trips.worst].verdict;
	answered = trips.v[trips.worst].answer != NONE;
	pairs->totals->n++;
	if (verdict == VERDICT_SYMMETRIC) {
		pairs->totals->symmetric++;
	} else if (answered || verdict == VERDICT_LOOP) {
		pairs->totals->faulty++;
		if (!said)
			pairs->report(pairs->routes, &trips, pairs->context);
		said = true;
	} else {
		pairs->totals->refused++;
	}
	trips_free(&trips);
	return said;
}

void pairs_try(const struct routes *routes, const struct address_classes *classes,
	       struct pair_totals *totals,
	       void (*report)(const struct routes *routes, const struct trips *trips,
			      void *context),
	       void *context)
{
	struct pairs pairs = {
		.routes = routes, .totals = totals, .report = report, .context = context,
	};
	size_t i, j, k;

	memset(totals, 0, sizeof(*totals));
	find_ports(&pairs);
	for (i = 0; i < classes->n; i++) {
		if (classes->v[i].device == NONE)
			continue;
		for (j = 0; j < classes->n; j++) {
			bool said = false;

			if (i == j || classes->v[i].first.family != classes->v[j].first.family)
				continue;
			for (k = 0; k < pairs.n_port; k++)
				said = walk_pair(&pairs, &classes->v[i], &classes->v[j],
						 &pairs.port[k], said);
		}
	}
	free(pairs.port);
}

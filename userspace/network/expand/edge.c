// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "network/expand/parts.h"
#include "util/alloc.h"
#include "util/array.h"

static void copy_list(struct prefix_list *to, const struct prefix_list *from)
{
	to->n = from->n;
	to->v = from->n ? xmemdup(from->v, from->n * sizeof(*from->v)) : NULL;
}

static void copy_ports(struct port_range **to, size_t *n, const struct port_range *from, size_t m)
{
	*n = m;
	*to = m ? xmemdup(from, m * sizeof(*from)) : NULL;
}

/* The addresses of a device's links of a circuit by which it sends. */
static void own_addresses(const struct expansion *x, unsigned int circuit,
			  struct prefix_list *list)
{
	size_t i;

	for (i = 0; i < x->net->n_link; i++) {
		if (x->net->link[i].circuit != circuit || x->net->link[i].end[0].receive)
			continue;
		list->v = array_grow(list->v, list->n, sizeof(*list->v));
		list->v[list->n++] = prefix_of_address(&x->net->link[i].end[0].address);
	}
}

/* A device has the addresses of its pools; the inside has a route to inbound ones. */
static void add_pool(struct expansion *x, unsigned int device, const struct prefix_list *pool,
		     bool igp)
{
	size_t i;

	for (i = 0; i < pool->n; i++)
		network_add_static(x->net, device, &pool->v[i])->igp = igp;
}

static void add_outbound(struct expansion *x, unsigned int circuit,
			 const struct prefix_list *inside, const struct prefix_list *pool,
			 bool masquerade)
{
	unsigned int device = x->net->circuit[circuit].device;
	struct net_nat *nat;

	if (!pool->n && !masquerade)
		return;
	nat = network_add_nat(x->net, device, NAT_OUTBOUND, circuit);
	copy_list(&nat->from, inside);
	nat->link = masquerade;
	if (masquerade)
		own_addresses(x, circuit, &nat->to);
	else
		copy_list(&nat->to, pool);
	add_pool(x, device, pool, false);
}

static void add_inbound(struct expansion *x, unsigned int circuit, const struct prefix_list *pool)
{
	unsigned int device = x->net->circuit[circuit].device;
	struct net_nat *nat;

	if (!pool->n)
		return;
	nat = network_add_nat(x->net, device, NAT_INBOUND, circuit);
	copy_list(&nat->to, pool);
	add_pool(x, device, pool, true);
}

static void add_mapping(struct expansion *x, unsigned int circuit, enum net_nat_kind kind,
			const struct prefix *from, const struct prefix *to)
{
	struct net_nat *nat;

	nat = network_add_nat(x->net, x->net->circuit[circuit].device, kind, circuit);
	prefix_list_add(&nat->from, from);
	prefix_list_add(&nat->to, to);
}

static void add_netmap(struct expansion *x, unsigned int circuit, const struct netmap *m)
{
	add_mapping(x, circuit, NAT_NETMAP, &m->inside, &m->outside);
	if (m->inbound)
		add_mapping(x, circuit, NAT_NETMAP_IN, &m->outside, &m->inside);
	network_add_static(x->net, x->net->circuit[circuit].device, &m->outside);
}

static struct net_nat *translate(struct expansion *x, unsigned int circuit, const char *name,
				 const struct address *address, const struct address *to,
				 const struct port_range *port, size_t n_port)
{
	struct prefix inside = prefix_of_address(to);
	struct net_nat *nat;

	nat = network_add_nat(x->net, x->net->circuit[circuit].device, NAT_PUBLISH, circuit);
	nat->address = *address;
	nat->service = xstrdup(name);
	copy_list(&nat->to, &(struct prefix_list){ &inside, 1 });
	copy_ports(&nat->port, &nat->n_port, port, n_port);
	return nat;
}

/* A service that is published by the addresses of a circuit's links. */
static void publish_link(struct expansion *x, unsigned int circuit, const struct service *s)
{
	size_t i;

	for (i = 0; i < x->net->n_link; i++) {
		const struct net_link *l = &x->net->link[i];

		if (l->circuit == circuit && l->end[0].address.family == s->to.family)
			translate(x, circuit, s->name, &l->end[0].address, &s->to, s->port,
				  s->n_port)->link = true;
	}
}

static void publish(struct expansion *x, unsigned int circuit, const char *name,
		    const struct address *address, const struct address *to,
		    const struct port_range *port, size_t n_port)
{
	unsigned int device = x->net->circuit[circuit].device;
	struct prefix own = prefix_of_address(address);

	if (!to->family) {
		struct net_accept *a = network_add_accept(x->net, device, circuit);

		a->to = own;
		copy_ports(&a->port, &a->n_port, port, n_port);
		return;
	}
	translate(x, circuit, name, address, to, port, n_port);
	network_add_static(x->net, device, &own);
}

/* A circuit of ersym.yaml as the network's, or NONE. */
static unsigned int network_circuit_at(const struct expansion *x, unsigned int device,
				       const struct circuit *c)
{
	unsigned int index = network_circuit(x->net, c->name);

	return index != NONE && x->net->circuit[index].device == device ? index : NONE;
}

static void add_ersym_circuit(struct expansion *x, unsigned int device, const struct circuit *c)
{
	const struct desc_device *desc = &x->d->device[device];
	unsigned int circuit = network_circuit_at(x, device, c);
	size_t i;

	if (c->remote)
		return;
	if (circuit == NONE) {
		expand_error(x, desc->ersym.at, "circuit-missing",
			     "%s has a circuit %s, which is not at %s here; add it under circuits",
			     desc->ersym.text, c->name, desc->name.text);
		return;
	}
	add_outbound(x, circuit, &desc->edge->inside, &c->snat, c->masquerade);
	add_inbound(x, circuit, &c->inbound_snat);
	for (i = 0; i < c->n_netmap; i++)
		add_netmap(x, circuit, &c->netmap[i]);
	for (i = 0; i < c->accept.n; i++) {
		struct net_accept *a = network_add_accept(x->net, device, circuit);

		copy_list(&a->from, &(struct prefix_list){ &c->accept.v[i], 1 });
	}
}

static void add_transit(struct expansion *x, unsigned int device, const struct transit *t)
{
	const struct site *site = x->d->device[device].edge;
	unsigned int from = network_circuit_at(x, device, &site->circuit[t->from]);
	unsigned int to = network_circuit_at(x, device, &site->circuit[t->to]);

	if (from != NONE && to != NONE)
		network_add_transit(x->net, device, from, to)->snat = t->snat;
}

/* Connections of a published server leave with its published address. */
static void add_server(struct expansion *x, unsigned int circuit, const struct service *s)
{
	struct prefix from = prefix_of_address(&s->to), to = prefix_of_address(&s->address);
	struct net_nat *nat;

	nat = network_add_nat(x->net, x->net->circuit[circuit].device, NAT_SERVER, circuit);
	nat->service = xstrdup(s->name);
	copy_list(&nat->from, &(struct prefix_list){ &from, 1 });
	copy_list(&nat->to, &(struct prefix_list){ &to, 1 });
}

static void add_ersym_service(struct expansion *x, unsigned int device, const struct service *s)
{
	const struct site *site = x->d->device[device].edge;
	unsigned int circuit;
	size_t i;

	for (i = 0; i < s->n_via; i++) {
		circuit = network_circuit_at(x, device, &site->circuit[s->via[i]]);
		if (circuit == NONE)
			continue;
		if (s->address_link)
			publish_link(x, circuit, s);
		else
			publish(x, circuit, s->name, &s->address, &s->to, s->port, s->n_port);
		if (s->outbound)
			add_server(x, circuit, s);
	}
	if (!s->is_behind)
		return;
	circuit = network_circuit_at(x, device, &site->circuit[s->behind]);
	if (circuit != NONE)
		network_add_behind(x->net, device, circuit, &s->to);
}

/* A default route over each link of a circuit by which the edge sends. */
static void add_default(struct expansion *x, unsigned int circuit, uint32_t metric)
{
	size_t i;

	for (i = 0; i < x->net->n_link; i++) {
		const struct net_link *l = &x->net->link[i];
		struct prefix everything = { .address.family = AF_INET };
		struct net_static *s;

		if (l->circuit != circuit || l->end[0].receive ||
		    l->end[0].device != x->net->circuit[circuit].device)
			continue;
		if (l->end[0].address.family)
			everything.address.family = l->end[0].address.family;
		s = network_add_static(x->net, l->end[0].device, &everything);
		s->link = (unsigned int)i;
		s->share = metric;
	}
}

/* The default routes of the main table, those of the lowest metric first. */
static void add_main_defaults(struct expansion *x, unsigned int device)
{
	const struct site *site = x->d->device[device].edge;
	uint32_t metric = 0;
	size_t i;

	do {
		uint32_t next = 0;

		for (i = 0; i < site->n_circuit; i++) {
			const struct circuit *c = &site->circuit[i];
			unsigned int circuit = network_circuit_at(x, device, c);

			if (metric && c->default_route == metric && circuit != NONE)
				add_default(x, circuit, metric);
			if (c->default_route > metric && (!next || c->default_route < next))
				next = c->default_route;
		}
		metric = next;
	} while (metric);
}

static void add_ersym(struct expansion *x, unsigned int device)
{
	const struct site *site = x->d->device[device].edge;
	size_t i;

	x->net->device[device].ersym = site;
	x->net->device[device].filters = true;
	for (i = 0; i < site->n_circuit; i++)
		add_ersym_circuit(x, device, &site->circuit[i]);
	for (i = 0; i < site->n_transit; i++)
		add_transit(x, device, &site->transit[i]);
	for (i = 0; i < site->n_service; i++)
		add_ersym_service(x, device, &site->service[i]);
	add_main_defaults(x, device);
}

/* What ersym takes for the inside where nothing is said. */
static void private_inside(struct prefix_list *list)
{
	static const char *const inside[] = { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16" };
	size_t i;

	for (i = 0; i < sizeof(inside) / sizeof(inside[0]); i++) {
		list->v = array_grow(list->v, list->n, sizeof(*list->v));
		prefix_parse(inside[i], &list->v[list->n++]);
	}
}

static void add_declared(struct expansion *x, unsigned int circuit)
{
	const struct desc_circuit *c = &x->d->circuit[circuit];
	struct prefix_list inside = { 0 };

	if (x->net->circuit[circuit].device == NONE)
		return;
	if (x->net->circuit[circuit].device >= x->d->n_device)
		return;
	if (x->d->device[x->net->circuit[circuit].device].edge) {
		if (c->snat.list.n || c->inbound_snat.list.n)
			expand_error(x, c->name.at, "written-twice",
				     "the pools of circuit %s are those of its ersym.yaml; remove them here",
				     c->name.text);
		return;
	}
	private_inside(&inside);
	add_outbound(x, circuit, &inside, &c->snat.list, false);
	add_inbound(x, circuit, &c->inbound_snat.list);
	free(inside.v);
}

static void add_published(struct expansion *x, const struct desc_published *p)
{
	size_t i;

	for (i = 0; i < p->via.n; i++) {
		unsigned int circuit = network_circuit(x->net, p->via.v[i].text);

		if (circuit == NONE)
			expand_error(x, p->via.v[i].at, "unknown-circuit",
				     "there is no circuit %s; add it under circuits, or name another",
				     p->via.v[i].text);
		else if (x->net->circuit[circuit].device != NONE &&
			 p->address.family && p->to.family)
			publish(x, circuit, p->name.text, &p->address, &p->to, p->port, p->n_port);
	}
}

void expand_edges(struct expansion *x)
{
	size_t i;

	for (i = 0; i < x->d->n_device; i++) {
		if (x->d->device[i].edge)
			add_ersym(x, (unsigned int)i);
	}
	for (i = 0; i < x->net->n_circuit; i++)
		add_declared(x, (unsigned int)i);
	for (i = 0; i < x->d->n_published; i++)
		add_published(x, &x->d->published[i]);
}

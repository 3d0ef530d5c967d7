// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "network/expand/parts.h"
#include "util/alloc.h"

/* The number of a state that several devices share: that of the first one, plus 1. */
static unsigned int shared_state(const struct description *d, size_t device)
{
	size_t i;

	for (i = 0; d->device[device].state.text && i < device; i++) {
		if (d->device[i].state.text &&
		    !strcmp(d->device[i].state.text, d->device[device].state.text))
			return (unsigned int)i + 1;
	}
	return (unsigned int)device + 1;
}

/* Site i of the description is site i of the network. */
static void add_sites(struct expansion *x)
{
	size_t i;

	for (i = 0; i < x->d->n_site; i++)
		network_add_site(x->net, x->d->site[i].name.text)->people = x->d->site[i].people;
}

/* Puts a device into its site, and so into its region. */
static void place(struct expansion *x, const struct desc_device *d, struct net_device *device)
{
	unsigned int site = network_site(x->net, d->site.text);

	device->site = site;
	if (site == NONE)
		expand_error(x, d->site.at, "unknown-site",
			     "there is no site %s; add it under sites, or name another",
			     d->site.text);
	else if (x->d->site[site].region.text)
		device->region = xstrdup(x->d->site[site].region.text);
}

void expand_devices(struct expansion *x)
{
	size_t i;

	add_sites(x);
	for (i = 0; i < x->d->n_device; i++) {
		const struct desc_device *d = &x->d->device[i];
		struct net_device *device;

		expand_device(x, d->name.text, SIDE_OURS, d->as ? d->as : x->d->as, d->name.at);
		device = &x->net->device[i];
		if (d->stateful || d->ersym.text)
			device->state = shared_state(x->d, i);
		if (d->pins >= 0)
			device->pins = d->pins;
		if (d->site.text)
			place(x, d, device);
	}
}

/* A device of ours by its name, or NONE, which is said. */
static unsigned int our_device(struct expansion *x, const struct desc_name *name)
{
	unsigned int index = network_device(x->net, name->text);

	if (index != NONE && index < x->d->n_device)
		return index;
	expand_error(x, name->at, "unknown-device",
		     "there is no device %s; add it under devices, or name another", name->text);
	return NONE;
}

static void add_links(struct expansion *x)
{
	struct net_link *link;
	size_t i, j;

	for (i = 0; i < x->d->n_link; i++) {
		const struct desc_link *l = &x->d->link[i];
		unsigned int a, b;

		if (l->ends.n != 2)
			continue;
		a = our_device(x, &l->ends.v[0]);
		b = our_device(x, &l->ends.v[1]);
		if (a == NONE || b == NONE)
			continue;
		if (a == b)
			expand_error(x, l->at, "ends", "a link joins two devices, not one with itself");
		expand_internal_link(x, a, b, l->cost, l->latency);
		link = &x->net->link[x->net->n_link - 1];
		link->at = l->at;
		link->igp = x->net->device[a].as == x->net->device[b].as;
		if (!l->length)
			continue;
		link->subnet = prefix_around(&l->address[0], l->length);
		for (j = 0; j < 2; j++) {
			link->end[j].address = l->address[j];
			link->end[j].chosen = false;
		}
	}
}

/* A link that joins two devices, or NONE. */
static unsigned int find_link(const struct network *net, unsigned int a, unsigned int b)
{
	size_t i;

	for (i = 0; i < net->n_link; i++) {
		const struct net_end *end = net->link[i].end;

		if ((end[0].device == a && end[1].device == b) ||
		    (end[0].device == b && end[1].device == a))
			return (unsigned int)i;
	}
	return NONE;
}

static void add_defaults(struct expansion *x)
{
	struct prefix everything = { .address.family = AF_INET };
	size_t i, j;

	for (i = 0; i < x->d->n_device; i++) {
		const struct desc_names *names = &x->d->device[i].default_to;

		for (j = 0; j < names->n; j++) {
			unsigned int to = our_device(x, &names->v[j]), link;

			if (to == NONE)
				continue;
			link = find_link(x->net, (unsigned int)i, to);
			if (link == NONE)
				expand_error(x, names->v[j].at, "no-link",
					     "no link joins %s and %s; add it under links, or name another",
					     x->d->device[i].name.text, names->v[j].text);
			else
				network_add_static(x->net, (unsigned int)i, &everything)->link =
					link;
		}
	}
}

/* The first hop that a host sees: silent if its address is not known. */
static void show_gateway(struct net_view *view, const struct address *gateway)
{
	struct net_shown *hop = net_view_add(view);

	if (gateway->family)
		net_shown_add(hop, gateway);
}

static void add_segments(struct expansion *x)
{
	size_t i, j, k;

	for (i = 0; i < x->d->n_site; i++) {
		for (j = 0; j < x->d->site[i].n_segment; j++) {
			const struct desc_segment *s = &x->d->site[i].segment[j];
			unsigned int first = (unsigned int)x->net->n_segment, device;

			expand_check_sees(x, &s->sees);
			if (!s->device.text)
				continue;
			device = our_device(x, &s->device);
			for (k = 0; device != NONE && k < s->prefixes.list.n; k++) {
				struct net_segment *seg = network_add_segment(x->net, s->name.text);

				seg->device = device;
				seg->prefix = s->prefixes.list.v[k];
				if (s->gateway.family &&
				    prefix_contains_address(&seg->prefix, &s->gateway))
					seg->gateway = s->gateway;
				seg->igp = true;
				show_gateway(&seg->view, &s->gateway);
				seg->at = s->prefixes.at[k];
			}
			if (device != NONE)
				expand_hosts(x, &s->hosts, first,
					     (unsigned int)s->prefixes.list.n);
		}
	}
}

static void add_session(struct expansion *x, unsigned int a, unsigned int b,
			const unsigned int *policy)
{
	struct net_session *s = expand_internal_session(x, a, b);

	s->peer[0].import = policy[a];
	s->peer[1].import = policy[b];
}

static bool *find_edges(const struct expansion *x)
{
	bool *edge = xcalloc(x->d->n_device + 1, sizeof(*edge));
	size_t i, j;

	for (i = 0; i < x->net->n_link; i++) {
		const struct net_link *l = &x->net->link[i];

		for (j = 0; !l->igp && j < 2; j++) {
			if (l->end[j].device < x->d->n_device)
				edge[l->end[j].device] = true;
		}
	}
	return edge;
}

/* Sessions inside each AS, between each device that has routes of others and all the rest. */
static void add_sessions(struct expansion *x)
{
	size_t n = x->d->n_device, i, j;
	unsigned int *policy = xcalloc(n + 1, sizeof(*policy));
	bool *edge = find_edges(x);

	for (i = 0; i < n; i++)
		policy[i] = expand_scope(x, (unsigned int)i);
	for (i = 0; i < n; i++) {
		for (j = 0; edge[i] && j < n; j++) {
			if (i != j && x->net->device[i].as == x->net->device[j].as &&
			    (!edge[j] || i < j))
				add_session(x, (unsigned int)i, (unsigned int)j, policy);
		}
	}
	free(policy);
	free(edge);
}

void expand_inside(struct expansion *x)
{
	add_links(x);
	add_defaults(x);
	add_segments(x);
	add_sessions(x);
	expand_neighbours(x);
}

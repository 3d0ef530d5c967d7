// SPDX-License-Identifier: GPL-2.0
#include "network/model/network.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

struct net_site *network_add_site(struct network *net, const char *name)
{
	struct net_site *s;

	net->site = array_grow(net->site, net->n_site, sizeof(*net->site));
	s = &net->site[net->n_site++];
	s->name = xstrdup(name);
	name_index_add(&net->sites, s->name, (unsigned int)(s - net->site));
	return s;
}

struct net_device *network_add_device(struct network *net, const char *name)
{
	struct net_device *d;

	net->device = array_grow(net->device, net->n_device, sizeof(*net->device));
	d = &net->device[net->n_device++];
	d->name = xstrdup(name);
	name_index_add(&net->devices, d->name, (unsigned int)(d - net->device));
	d->site = NONE;
	d->tenant = NONE;
	return d;
}

struct net_link *network_add_link(struct network *net, unsigned int a, unsigned int b)
{
	struct net_link *l;

	net->link = array_grow(net->link, net->n_link, sizeof(*net->link));
	l = &net->link[net->n_link++];
	l->end[0].device = a;
	l->end[1].device = b;
	l->circuit = NONE;
	l->over = NONE;
	return l;
}

struct net_circuit *network_add_circuit(struct network *net, const char *name)
{
	struct net_circuit *c;

	net->circuit = array_grow(net->circuit, net->n_circuit, sizeof(*net->circuit));
	c = &net->circuit[net->n_circuit++];
	c->name = xstrdup(name);
	name_index_add(&net->circuits, c->name, (unsigned int)(c - net->circuit));
	c->device = NONE;
	c->far = NONE;
	c->kind = KIND_NONE;
	return c;
}

struct net_place *network_add_place(struct network *net, const char *name)
{
	struct net_place *p;

	net->place = array_grow(net->place, net->n_place, sizeof(*net->place));
	p = &net->place[net->n_place++];
	p->name = xstrdup(name);
	p->region = NONE;
	return p;
}

void net_place_add(struct net_place *place, unsigned int site, uint32_t latency)
{
	place->site = array_grow(place->site, place->n_site, sizeof(*place->site));
	place->near = array_grow(place->near, place->n_site, sizeof(*place->near));
	place->site[place->n_site] = site;
	place->near[place->n_site++] = latency;
}

bool net_place_latency(const struct net_place *place, unsigned int site, uint32_t *latency)
{
	size_t i;

	for (i = 0; i < place->n_site; i++) {
		if (place->site[i] != site)
			continue;
		*latency = place->near[i];
		return true;
	}
	return false;
}

struct net_zone *network_add_zone(struct network *net, const char *name)
{
	struct net_zone *z;

	net->zone = array_grow(net->zone, net->n_zone, sizeof(*net->zone));
	z = &net->zone[net->n_zone++];
	z->name = xstrdup(name);
	return z;
}

struct net_segment *network_add_segment(struct network *net, const char *name)
{
	struct net_segment *s;

	net->segment = array_grow(net->segment, net->n_segment, sizeof(*net->segment));
	s = &net->segment[net->n_segment++];
	s->name = xstrdup(name);
	name_index_add(&net->segments, s->name, (unsigned int)(s - net->segment));
	s->host = NONE;
	s->device = NONE;
	return s;
}

struct net_host *network_add_host(struct network *net, const char *name, unsigned int segment)
{
	struct net_segment *first =
		&net->segment[network_segment(net, net->segment[segment].name)];
	unsigned int index = (unsigned int)net->n_host;
	struct net_host *h;

	net->host = array_grow(net->host, net->n_host, sizeof(*net->host));
	h = &net->host[net->n_host++];
	h->name = xstrdup(name);
	h->segment = segment;
	name_index_add(&net->hosts, h->name, index);
	if (first->host == NONE)
		first->host = index;
	return h;
}

struct net_static *network_add_static(struct network *net, unsigned int device,
				      const struct prefix *prefix)
{
	struct net_static *s;

	net->fixed = array_grow(net->fixed, net->n_fixed, sizeof(*net->fixed));
	s = &net->fixed[net->n_fixed++];
	s->device = device;
	s->prefix = *prefix;
	s->link = NONE;
	return s;
}

struct net_origin *network_add_origin(struct network *net, unsigned int device,
				      const struct prefix *prefix)
{
	struct net_origin *o;

	net->origin = array_grow(net->origin, net->n_origin, sizeof(*net->origin));
	o = &net->origin[net->n_origin++];
	o->device = device;
	o->prefix = *prefix;
	return o;
}

struct net_session *network_add_session(struct network *net, unsigned int a, unsigned int b)
{
	struct net_session *s;

	net->session = array_grow(net->session, net->n_session, sizeof(*net->session));
	s = &net->session[net->n_session++];
	s->peer[0] = (struct net_peer){ .device = a, .import = NONE, .export = NONE };
	s->peer[1] = (struct net_peer){ .device = b, .import = NONE, .export = NONE };
	s->link = NONE;
	return s;
}

struct policy *network_add_policy(struct network *net, const char *name)
{
	struct policy *p;

	net->policy = array_grow(net->policy, net->n_policy, sizeof(*net->policy));
	p = &net->policy[net->n_policy++];
	p->name = xstrdup(name);
	return p;
}

struct net_nat *network_add_nat(struct network *net, unsigned int device, enum net_nat_kind kind,
				unsigned int circuit)
{
	struct net_nat *n;

	net->nat = array_grow(net->nat, net->n_nat, sizeof(*net->nat));
	n = &net->nat[net->n_nat++];
	n->device = device;
	n->kind = kind;
	n->circuit = circuit;
	return n;
}

bool net_nat_is_outbound(const struct net_nat *nat)
{
	return nat->kind == NAT_OUTBOUND || nat->kind == NAT_NETMAP;
}

struct net_accept *network_add_accept(struct network *net, unsigned int device,
				      unsigned int circuit)
{
	struct net_accept *a;

	net->accept = array_grow(net->accept, net->n_accept, sizeof(*net->accept));
	a = &net->accept[net->n_accept++];
	a->device = device;
	a->circuit = circuit;
	return a;
}

struct net_transit *network_add_transit(struct network *net, unsigned int device,
					unsigned int from, unsigned int to)
{
	struct net_transit *t;

	net->transit = array_grow(net->transit, net->n_transit, sizeof(*net->transit));
	t = &net->transit[net->n_transit++];
	*t = (struct net_transit){ .device = device, .from = from, .to = to };
	return t;
}

struct net_behind *network_add_behind(struct network *net, unsigned int device,
				      unsigned int circuit, const struct address *server)
{
	struct net_behind *b;

	net->behind = array_grow(net->behind, net->n_behind, sizeof(*net->behind));
	b = &net->behind[net->n_behind++];
	*b = (struct net_behind){ .device = device, .circuit = circuit, .server = *server };
	return b;
}

struct net_service *network_add_service(struct network *net, const char *name, const char *from)
{
	struct net_service *s;

	net->service = array_grow(net->service, net->n_service, sizeof(*net->service));
	s = &net->service[net->n_service++];
	s->name = xstrdup(name);
	s->from = xstrdup(from);
	s->circuit = NONE;
	return s;
}

/** struct membership - an element and the device that it belongs to */
struct membership {
	unsigned int device;
	unsigned int element;
};

/* Sorts @n memberships by device into lists, and takes room for them from @room. */
static unsigned int *spread(const struct membership *m, size_t n, struct index_list *lists,
			    size_t n_device, unsigned int *room)
{
	unsigned int **next = xcalloc(n_device + 1, sizeof(*next));
	size_t i;

	for (i = 0; i < n; i++)
		lists[m[i].device].n++;
	for (i = 0; i < n_device; i++) {
		lists[i].v = room;
		next[i] = room;
		room += lists[i].n;
	}
	for (i = 0; i < n; i++)
		*next[m[i].device]++ = m[i].element;
	free(next);
	return room;
}

void network_index(struct network *net)
{
	size_t most = 2 * (net->n_link + net->n_session) + net->n_nat, i;
	struct membership *m = xcalloc(most + 1, sizeof(*m));
	unsigned int *room;
	size_t n = 0;

	net->links_of = xcalloc(net->n_device + 1, sizeof(*net->links_of));
	net->peers_of = xcalloc(net->n_device + 1, sizeof(*net->peers_of));
	net->nat_of = xcalloc(net->n_device + 1, sizeof(*net->nat_of));
	net->index = xcalloc(most + 1, sizeof(*net->index));
	for (i = 0; i < 2 * net->n_link; i++)
		m[n++] = (struct membership){ net->link[i / 2].end[i % 2].device,
					      (unsigned int)i / 2 };
	room = spread(m, n, net->links_of, net->n_device, net->index);
	n = 0;
	for (i = 0; i < 2 * net->n_session; i++)
		m[n++] = (struct membership){ net->session[i / 2].peer[i % 2].device,
					      (unsigned int)i };
	room = spread(m, n, net->peers_of, net->n_device, room);
	n = 0;
	for (i = 0; i < net->n_nat; i++)
		m[n++] = (struct membership){ net->nat[i].device, (unsigned int)i };
	spread(m, n, net->nat_of, net->n_device, room);
	free(m);
}

void network_free(struct network *net)
{
	size_t i;

	for (i = 0; i < net->n_site; i++)
		free(net->site[i].name);
	for (i = 0; i < net->n_device; i++) {
		free(net->device[i].name);
		free(net->device[i].region);
	}
	for (i = 0; i < net->n_circuit; i++)
		free(net->circuit[i].name);
	for (i = 0; i < net->n_zone; i++) {
		free(net->zone[i].name);
		free(net->zone[i].device);
	}
	for (i = 0; i < 2 * net->n_link; i++)
		net_view_free(&net->link[i / 2].end[i % 2].view);
	for (i = 0; i < net->n_segment; i++) {
		free(net->segment[i].name);
		net_view_free(&net->segment[i].view);
	}
	for (i = 0; i < net->n_host; i++)
		free(net->host[i].name);
	for (i = 0; i < net->n_policy; i++)
		policy_free(&net->policy[i]);
	for (i = 0; i < net->n_nat; i++) {
		free(net->nat[i].from.v);
		free(net->nat[i].to.v);
		free(net->nat[i].port);
		free(net->nat[i].service);
	}
	for (i = 0; i < net->n_accept; i++) {
		free(net->accept[i].from.v);
		free(net->accept[i].port);
	}
	for (i = 0; i < net->n_service; i++) {
		free(net->service[i].name);
		free(net->service[i].from);
	}
	name_index_free(&net->sites);
	name_index_free(&net->devices);
	name_index_free(&net->circuits);
	name_index_free(&net->segments);
	name_index_free(&net->hosts);
	free(net->service);
	free(net->site);
	free(net->device);
	free(net->link);
	free(net->circuit);
	free(net->zone);
	for (i = 0; i < net->n_place; i++) {
		free(net->place[i].name);
		free(net->place[i].site);
		free(net->place[i].near);
	}
	free(net->place);
	free(net->segment);
	free(net->host);
	free(net->fixed);
	free(net->origin);
	free(net->session);
	free(net->policy);
	free(net->nat);
	free(net->accept);
	free(net->transit);
	free(net->behind);
	free(net->links_of);
	free(net->peers_of);
	free(net->nat_of);
	free(net->index);
}

unsigned int network_site(const struct network *net, const char *name)
{
	return name_index_find(&net->sites, name);
}

unsigned int network_device(const struct network *net, const char *name)
{
	return name_index_find(&net->devices, name);
}

unsigned int network_circuit(const struct network *net, const char *name)
{
	return name_index_find(&net->circuits, name);
}

unsigned int network_host(const struct network *net, const char *name)
{
	return name_index_find(&net->hosts, name);
}

unsigned int network_segment(const struct network *net, const char *name)
{
	return name_index_find(&net->segments, name);
}

unsigned int network_segment_of(const struct network *net, const struct address *address)
{
	unsigned int best = NONE;
	size_t i;

	for (i = 0; i < net->n_segment; i++) {
		const struct net_segment *s = &net->segment[i];

		if (prefix_contains_address(&s->prefix, address) &&
		    (best == NONE || s->prefix.length > net->segment[best].prefix.length))
			best = (unsigned int)i;
	}
	return best;
}

bool network_is_public(const struct network *net, unsigned int circuit)
{
	return net->circuit[circuit].kind == KIND_MICROSOFT_PEERING ||
	       net->circuit[circuit].kind == KIND_INTERNET;
}

const struct net_end *link_far(const struct net_link *link, unsigned int device)
{
	return &link->end[link->end[0].device == device];
}

const struct net_end *link_near(const struct net_link *link, unsigned int device)
{
	return &link->end[link->end[0].device != device];
}

void outage_init(struct outage *outage, const struct network *net)
{
	outage->device = xcalloc(net->n_device + 1, sizeof(*outage->device));
	outage->link = xcalloc(net->n_link + 1, sizeof(*outage->link));
}

void outage_free(struct outage *outage)
{
	free(outage->device);
	free(outage->link);
}

static bool is_up(const struct outage *outage, const struct net_link *l, unsigned int link)
{
	return !l->disabled && !outage->link[link] && !outage->device[l->end[0].device] &&
	       !outage->device[l->end[1].device];
}

/* Whether a circuit has a link that is up. */
static bool carries(const struct network *net, const struct outage *outage, unsigned int circuit)
{
	size_t i;

	for (i = 0; i < net->n_link; i++) {
		const struct net_link *l = &net->link[i];

		if (l->circuit == circuit && net->device[l->end[0].device].side == SIDE_OURS &&
		    is_up(outage, l, (unsigned int)i))
			return true;
	}
	return false;
}

bool link_is_up(const struct network *net, const struct outage *outage, unsigned int link)
{
	const struct net_link *l = &net->link[link];

	return is_up(outage, l, link) &&
	       (l->over == NONE || carries(net, outage, l->over));
}

bool link_lacks_carrier(const struct network *net, const struct outage *outage,
			unsigned int link)
{
	return is_up(outage, &net->link[link], link) && !link_is_up(net, outage, link);
}

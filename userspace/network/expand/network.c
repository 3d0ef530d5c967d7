// SPDX-License-Identifier: GPL-2.0
/*
 * Networks that a cloud keeps for us. Such a network is a device, each of its gateways
 * another one, and a network that borrows gateways has links to them of its own, as if
 * they were there. No IGP and no transit: a network only ever gives what it has itself.
 * Networks of different regions may well have the same AS, so that it is no sign of a loop.
 */
#include <stdlib.h>
#include <string.h>

#include "network/expand/parts.h"
#include "util/alloc.h"
#include "util/array.h"

/* Within a region. */
#define NETWORK_LATENCY 250

static const struct desc_network *find_network(const struct desc_cloud *cloud, const char *name)
{
	size_t i;

	for (i = 0; i < cloud->n_network; i++) {
		if (!strcmp(cloud->network[i].name.text, name))
			return &cloud->network[i];
	}
	return NULL;
}

const struct desc_gateway *expand_gateway(const struct expansion *x, const char *name,
					  const struct desc_network **network)
{
	size_t i, j, k;

	for (i = 0; i < x->d->n_cloud; i++) {
		for (j = 0; j < x->d->cloud[i].n_network; j++) {
			const struct desc_network *n = &x->d->cloud[i].network[j];

			for (k = 0; k < n->n_gateway; k++) {
				if (strcmp(n->gateway[k].name.text, name))
					continue;
				if (network)
					*network = n;
				return &n->gateway[k];
			}
		}
	}
	return NULL;
}

/* What a network gives to others: its own prefixes. Its policy has its name. */
static unsigned int own_policy(const struct expansion *x, const struct desc_network *network)
{
	char *name = xasprintf("%s-own", network->name.text);
	unsigned int i;

	for (i = 0; i < x->net->n_policy; i++) {
		if (!strcmp(x->net->policy[i].name, name))
			break;
	}
	free(name);
	return i;
}

static void add_own_policy(struct expansion *x, const struct desc_network *network)
{
	char *name = xasprintf("%s-own", network->name.text);
	struct policy_term *term = policy_add_term(network_add_policy(x->net, name));
	size_t i;

	for (i = 0; i < network->prefixes.list.n; i++)
		policy_term_match(term, &network->prefixes.list.v[i]);
	free(name);
}

struct net_session *expand_joint(struct expansion *x, unsigned int a, unsigned int b,
				 uint32_t latency)
{
	unsigned int link = expand_internal_link(x, a, b, 1, latency);
	struct net_session *s = expand_internal_session(x, a, b);

	x->net->link[link].igp = false;
	s->link = link;
	return s;
}

/* What a trace from a network shows of a gateway; behind one for VPN a hop is silent. */
static void show_gateway(struct net_view *view, const struct desc_gateway *gateway)
{
	struct net_shown *hop = net_view_add(view);
	size_t i;

	for (i = 0; i < gateway->n_address; i++)
		net_shown_add(hop, &gateway->address[i]);
	if (gateway->kind == GATEWAY_VPN)
		net_view_add(view);
}

/* Lets a network use a gateway, which may be another network's; returns the link to it. */
static struct net_link *use_gateway(struct expansion *x, const struct desc_network *network,
				    const struct desc_gateway *gateway)
{
	unsigned int from = network_device(x->net, network->name.text);
	unsigned int to = network_device(x->net, gateway->name.text);
	struct net_session *s = expand_joint(x, from, to, NETWORK_LATENCY);
	struct net_link *l = &x->net->link[s->link];

	s->peer[0].export = own_policy(x, network);
	s->peer[0].allow_own_as = 1;
	l->end[0].view.known = true;
	show_gateway(&l->end[1].view, gateway);
	return l;
}

static unsigned int add_device(struct expansion *x, const struct desc_network *network,
			       const struct desc_name *name)
{
	unsigned int device = expand_device(x, name->text, SIDE_CLOUD, network->as, name->at);

	if (network->region.text)
		x->net->device[device].region = xstrdup(network->region.text);
	return device;
}

/* The zone of a region, which is added if this is the first time that it is named. */
static struct net_zone *find_zone(struct expansion *x, const struct desc_network *network,
				  const char *name)
{
	const char *region = network->region.text ? network->region.text : network->name.text;
	char *full = xasprintf("%s/%s", region, name);
	struct net_zone *zone = NULL;
	size_t i;

	for (i = 0; i < x->net->n_zone && !zone; i++) {
		if (!strcmp(x->net->zone[i].name, full))
			zone = &x->net->zone[i];
	}
	if (!zone)
		zone = network_add_zone(x->net, full);
	free(full);
	return zone;
}

/* A gateway is down without a zone if it is in no other one. */
static void place_gateway(struct expansion *x, const struct desc_network *network,
			  const struct desc_gateway *g)
{
	bool redundant = false;
	size_t i;

	for (i = 1; i < g->zones.n; i++)
		redundant |= strcmp(g->zones.v[i].text, g->zones.v[0].text);
	for (i = 0; i < g->zones.n; i++) {
		struct net_zone *zone = find_zone(x, network, g->zones.v[i].text);

		if (redundant || i)
			continue;
		zone->device = array_grow(zone->device, zone->n_device, sizeof(*zone->device));
		zone->device[zone->n_device++] = network_device(x->net, g->name.text);
	}
}

static void add_network(struct expansion *x, const struct desc_network *network)
{
	unsigned int device = add_device(x, network, &network->name);
	unsigned int first = (unsigned int)x->net->n_segment;
	struct net_segment *s;
	size_t i;

	for (i = 0; i < network->prefixes.list.n; i++) {
		s = network_add_segment(x->net, network->name.text);
		s->device = device;
		s->prefix = network->prefixes.list.v[i];
		s->view.known = true;
		s->at = network->prefixes.at[i];
		network_add_origin(x->net, device, &s->prefix)->at = s->at;
	}
	expand_hosts(x, &network->hosts, first, (unsigned int)network->prefixes.list.n);
	add_own_policy(x, network);
	for (i = 0; i < network->n_gateway; i++) {
		const struct desc_gateway *g = &network->gateway[i];

		add_device(x, network, &g->name);
		use_gateway(x, network, g);
		place_gateway(x, network, g);
	}
}

/* Lets gateways of different kinds give one another what they learn. */
static void pass_vpn(struct expansion *x, const struct desc_network *network)
{
	size_t i, j;

	for (i = 0; i < network->n_gateway; i++) {
		for (j = 0; j < network->n_gateway; j++) {
			struct net_session *s;
			struct net_link *l;

			if (network->gateway[i].kind != GATEWAY_EXPRESSROUTE ||
			    network->gateway[j].kind != GATEWAY_VPN)
				continue;
			s = expand_joint(x, network_device(x->net, network->gateway[i].name.text),
					 network_device(x->net, network->gateway[j].name.text),
					 NETWORK_LATENCY);
			s->peer[0].allow_own_as = 1;
			s->peer[1].allow_own_as = 1;
			l = &x->net->link[s->link];
			l->end[0].view.known = true;
			l->end[1].view.known = true;
		}
	}
}

static const struct desc_network *peer(struct expansion *x, const struct desc_cloud *cloud,
				       const struct desc_name *name)
{
	const struct desc_network *network = find_network(cloud, name->text);

	if (!network)
		expand_error(x, name->at, "unknown-network",
			     "cloud %s has no network %s; add it under networks, or name another",
			     cloud->name.text, name->text);
	return network;
}

static bool in_one_region(const struct desc_network *a, const struct desc_network *b)
{
	return !a->region.text || !b->region.text || !strcmp(a->region.text, b->region.text);
}

static void add_peering(struct expansion *x, const struct desc_cloud *cloud,
			const struct desc_peering *p)
{
	const struct desc_network *hub = peer(x, cloud, &p->hub);
	const struct desc_network *spoke = peer(x, cloud, &p->spoke);
	struct net_session *s;
	struct net_link *l;
	size_t i;

	if (!hub || !spoke)
		return;
	if (hub == spoke) {
		expand_error(x, p->at, "ends",
			     "a peering joins two networks, not one with itself");
		return;
	}
	s = expand_joint(x, network_device(x->net, hub->name.text),
			 network_device(x->net, spoke->name.text), NETWORK_LATENCY);
	l = &x->net->link[s->link];
	s->peer[0].export = own_policy(x, hub);
	s->peer[1].export = own_policy(x, spoke);
	s->at = p->at;
	l->end[0].view.known = true;
	l->end[1].view.known = true;
	l->peering = true;
	l->at = p->at;
	if (!p->gateway_transit || !p->remote_gateways)
		return;
	if (!in_one_region(hub, spoke)) {
		expand_error(x, p->at, "peering-region",
			     "network %s is in region %s, so it cannot use the gateways of %s, which is in %s",
			     spoke->name.text, spoke->region.text, hub->name.text,
			     hub->region.text);
		return;
	}
	for (i = 0; i < hub->n_gateway; i++)
		use_gateway(x, spoke, &hub->gateway[i])->peering = true;
}

void expand_networks(struct expansion *x, const struct desc_cloud *cloud)
{
	size_t i;

	for (i = 0; i < cloud->n_network; i++)
		add_network(x, &cloud->network[i]);
	for (i = 0; i < cloud->n_network; i++) {
		if (cloud->network[i].pass_vpn)
			pass_vpn(x, &cloud->network[i]);
	}
	for (i = 0; i < cloud->n_peering; i++) {
		if (cloud->peering[i].hub.text && cloud->peering[i].spoke.text)
			add_peering(x, cloud, &cloud->peering[i]);
	}
}

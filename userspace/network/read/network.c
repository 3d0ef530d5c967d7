// SPDX-License-Identifier: GPL-2.0
#include "network/read/read.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/array.h"

/* What clouds give to networks that are not told otherwise. */
#define NETWORK_AS 65515

static void read_gateway_kind(struct reader *r, const struct entry *e, void *object)
{
	static const char *const words[] = { "expressroute", "vpn" };
	struct desc_gateway *g = object;
	int word = read_word(r, e->value, words, ARRAY_SIZE(words), "expressroute or vpn");

	if (word >= 0)
		g->kind = (enum gateway_kind)word;
}

static void read_gateway_addresses(struct reader *r, const struct entry *e, void *object)
{
	struct desc_gateway *g = object;
	const yaml_node_t **items;
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		struct address a;

		if (!read_address(r, items[i], &a))
			continue;
		g->address = array_grow(g->address, g->n_address, sizeof(*g->address));
		g->address[g->n_address++] = a;
	}
	free(items);
}

static void read_gateway_zones(struct reader *r, const struct entry *e, void *object)
{
	struct desc_gateway *g = object;

	read_references(r, e->value, "the name of a zone", &g->zones);
}

static void read_throughput(struct reader *r, const struct entry *e, void *object)
{
	struct desc_gateway *g = object;

	g->throughput_at = node_location(e->value);
	read_rate(r, e->value, &g->throughput);
}

static const struct key gateway_keys[] = {
	{ "kind", read_gateway_kind, true },
	{ "addresses", read_gateway_addresses },
	{ "zones", read_gateway_zones },
	{ "throughput", read_throughput },
};

static void read_gateway(struct reader *r, const struct entry *e, void *object)
{
	struct desc_network *network = object;
	struct desc_gateway *g;
	char *what;

	network->gateway = array_grow(network->gateway, network->n_gateway,
				      sizeof(*network->gateway));
	g = &network->gateway[network->n_gateway++];
	read_own_name(r, e, "gateway", &g->name);
	what = xasprintf("gateway %s", g->name.text);
	read_record(r, e->value, e->at, what, gateway_keys, ARRAY_SIZE(gateway_keys), g, NULL);
	free(what);
}

static void read_region(struct reader *r, const struct entry *e, void *object)
{
	struct desc_network *network = object;

	read_reference(r, e->value, "the name of a region", &network->region);
}

static void read_as(struct reader *r, const struct entry *e, void *object)
{
	struct desc_network *network = object;

	read_number(r, e->value, "an AS number", 1, UINT32_MAX, &network->as);
}

static void read_network_prefixes(struct reader *r, const struct entry *e, void *object)
{
	struct desc_network *network = object;

	read_written_prefixes(r, e->value, &network->prefixes);
}

static void read_network_hosts(struct reader *r, const struct entry *e, void *object)
{
	struct desc_network *network = object;

	read_hosts(r, e, &network->hosts);
}

static void read_gateways(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of gateways", read_gateway, object);
}

static void read_transit(struct reader *r, const struct entry *e, void *object)
{
	static const char *const words[] = { "vpn", "circuits" };
	struct desc_network *network = object;
	const yaml_node_t **items;
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		int word = read_word(r, items[i], words, ARRAY_SIZE(words), "vpn or circuits");

		network->pass_vpn |= word == 0;
		network->pass_circuits |= word == 1;
	}
	free(items);
}

static const struct key network_keys[] = {
	{ "region", read_region },
	{ "as", read_as },
	{ "prefixes", read_network_prefixes, true },
	{ "hosts", read_network_hosts },
	{ "gateways", read_gateways },
	{ "transit", read_transit },
};

static void read_network(struct reader *r, const struct entry *e, void *object)
{
	struct desc_cloud *cloud = object;
	struct desc_network *network;
	char *what;

	cloud->network = array_grow(cloud->network, cloud->n_network, sizeof(*cloud->network));
	network = &cloud->network[cloud->n_network++];
	network->as = NETWORK_AS;
	read_own_name(r, e, "network", &network->name);
	what = xasprintf("network %s", network->name.text);
	read_record(r, e->value, e->at, what, network_keys, ARRAY_SIZE(network_keys), network,
		    NULL);
	free(what);
}

void read_networks(struct reader *r, const struct entry *e, void *cloud)
{
	read_map(r, e, "a mapping of networks", read_network, cloud);
}

static void read_hub(struct reader *r, const struct entry *e, void *object)
{
	struct desc_peering *p = object;

	read_reference(r, e->value, "the name of a network", &p->hub);
}

static void read_spoke(struct reader *r, const struct entry *e, void *object)
{
	struct desc_peering *p = object;

	read_reference(r, e->value, "the name of a network", &p->spoke);
}

static void read_gateway_transit(struct reader *r, const struct entry *e, void *object)
{
	struct desc_peering *p = object;

	p->gateway_transit = read_flag(r, e->value);
}

static void read_remote_gateways(struct reader *r, const struct entry *e, void *object)
{
	struct desc_peering *p = object;

	p->remote_gateways = read_flag(r, e->value);
}

static const struct key peering_keys[] = {
	{ "hub", read_hub, true },
	{ "spoke", read_spoke, true },
	{ "gateway-transit", read_gateway_transit },
	{ "use-remote-gateways", read_remote_gateways },
};

void read_peerings(struct reader *r, const struct entry *e, void *object)
{
	struct desc_cloud *cloud = object;
	const yaml_node_t **items;
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		struct desc_peering *p;

		cloud->peering = array_grow(cloud->peering, cloud->n_peering,
					    sizeof(*cloud->peering));
		p = &cloud->peering[cloud->n_peering++];
		p->at = node_location(items[i]);
		read_record(r, items[i], p->at, "a peering", peering_keys,
			    ARRAY_SIZE(peering_keys), p, NULL);
	}
	free(items);
}

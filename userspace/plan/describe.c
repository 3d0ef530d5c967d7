// SPDX-License-Identifier: GPL-2.0
#include "plan/describe.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "model/range.h"
#include "nft/family.h"
#include "plan/describe_netmaps.h"
#include "plan/describe_services.h"
#include "plan/engine/describe.h"
#include "plan/link_owners.h"
#include "plan/table/names.h"
#include "util/array.h"

/**
 * struct description - a site while it is described
 * @state: the state
 * @site: the site
 * @owners: links of its circuits
 */
struct description {
	const struct state *state;
	struct site *site;
	struct link_owners owners;
};

static int compare_prefix(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

static void unite_prefixes(struct prefix_list *list)
{
	size_t i, kept = 0;

	if (list->n < 2)
		return;
	qsort(list->v, list->n, sizeof(*list->v), compare_prefix);
	for (i = 1; i < list->n; i++)
		if (prefix_compare(&list->v[kept], &list->v[i]))
			list->v[++kept] = list->v[i];
	list->n = kept + 1;
}

/* The set has the prefixes united. */
static void describe_inside(struct description *d, const struct family *f)
{
	const struct nft_set *set = nft_family_set(&d->state->nft, TABLE_SET_INSIDE, f);
	struct range range;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		nft_read_address(set->key[0], set->element[i].key, &range.first);
		nft_read_address(set->key[0], set->element[i].end, &range.last);
		range_split(&range, &d->site->inside);
	}
}

static void describe_inside_devices(struct description *d)
{
	const struct nft_set *set = nft_table_set(&d->state->nft, TABLE_SET_INSIDE_DEVICES);
	struct site *site = d->site;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		site->inside_device = array_grow(site->inside_device, site->n_inside_device,
						 sizeof(*site->inside_device));
		memcpy(site->inside_device[site->n_inside_device++].name, set->element[i].key,
		       IFNAMSIZ);
	}
}

static struct link *find_link(struct circuit *circuit, const char *name)
{
	size_t i;

	for (i = 0; i < circuit->n_link; i++)
		if (!strcmp(circuit->link[i].name, name))
			return &circuit->link[i];
	return NULL;
}

static void describe_gateways(const struct route *route, struct circuit *circuit)
{
	struct link *link;
	size_t i;

	for (i = 0; i < route->n_hop; i++) {
		link = find_link(circuit, route->hop[i].device);
		if (link && !link->gateway_auto && route->hop[i].gateway.family &&
		    link->n_gateway < 2)
			link->gateway[link->n_gateway++] = route->hop[i].gateway;
	}
}

static void set_auto(struct circuit *circuit, struct link *link)
{
	link->gateway_auto = true;
}

static void set_receive(struct circuit *circuit, struct link *link)
{
	link->receive = true;
}

static void set_on_down(struct circuit *circuit, struct link *link)
{
	circuit->on_down = circuit_translates(circuit) ? ON_DOWN_KEEP : ON_DOWN_END;
}

/* What is written in the file of some links is in a set of these. */
static void describe_some_links(struct description *d, const char *name,
				void (*set_some)(struct circuit *circuit, struct link *link))
{
	const struct nft_set *set = nft_table_set(&d->state->nft, name);
	const struct link_owner *owner;
	struct circuit *circuit;
	struct link *link;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		owner = link_owners_find(&d->owners, set->element[i].key);
		if (!owner)
			continue;
		circuit = &d->site->circuit[owner->circuit];
		link = find_link(circuit, (const char *)set->element[i].key);
		if (link)
			set_some(circuit, link);
	}
}

static int compare_id(const void *a, const void *b)
{
	const struct circuit *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* A default route of the main table may lead over links of several circuits. */
static void describe_default(const struct description *d, const struct route *route)
{
	size_t i, j;

	for (i = 0; i < d->site->n_circuit; i++)
		for (j = 0; j < route->n_hop; j++)
			if (find_link(&d->site->circuit[i], route->hop[j].device))
				d->site->circuit[i].default_route = route->metric;
}

static void describe_routes(struct description *d)
{
	size_t i;

	for (i = 0; i < d->state->n_route; i++) {
		const struct route *route = &d->state->route[i];
		struct circuit key = { .id = route->table - ROUTE_TABLE }, *circuit;

		/* Only the default route has the gateways. */
		if (route->type != ROUTE_UNICAST || route->destination.length ||
		    !d->site->n_circuit)
			continue;
		if (route->table == RT_TABLE_MAIN) {
			describe_default(d, route);
			continue;
		}
		circuit = bsearch(&key, d->site->circuit, d->site->n_circuit, sizeof(key),
				  compare_id);
		if (circuit)
			describe_gateways(route, circuit);
	}
}

static const struct nft_chain *chain_of(const struct description *d, const char *what,
					const struct circuit *circuit)
{
	char name[NFT_NAME_SIZE];

	return nft_table_chain(&d->state->nft, table_chain_name(name, what, circuit->name));
}

/*
 * The blackholes have the prefixes as written in the file, of which a range may not have
 * the first or last address. A range without any is split into prefixes.
 */
static void describe_range(const struct description *d, const struct range *range,
			   struct prefix_list *list)
{
	size_t i, before = list->n;
	struct address last;

	for (i = 0; i < d->state->n_route; i++) {
		const struct route *route = &d->state->route[i];

		prefix_last(&route->destination, &last);
		if (route->type == ROUTE_BLACKHOLE && route->table == RT_TABLE_MAIN &&
		    address_compare(&route->destination.address, &range->last) <= 0 &&
		    address_compare(&last, &range->first) >= 0)
			prefix_list_add(list, &route->destination);
	}
	if (list->n == before)
		range_split(range, list);
}

/* A rule with snat has its addresses in immediate data, or in an anonymous map. */
static void describe_snat(const struct description *d, const struct nft_rule *rule,
			  struct prefix_list *list)
{
	const struct nft_set *map = rule->anonymous;
	struct range range;
	size_t i, n = 0, len;

	for (i = 0; !map && i < rule->n_expression; i++) {
		const struct nft_expression *e = &rule->expression[i];

		if (e->type != NFT_EXPRESSION_IMMEDIATE || n > 1)
			continue;
		nft_read_address(e->len == 16 ? NFT_FIELD_IPV6 : NFT_FIELD_IPV4, e->data,
				 &range.last);
		if (!n++)
			range.first = range.last;
	}
	if (n)
		describe_range(d, &range, list);
	for (i = 0; map && i < map->n_element; i++) {
		len = nft_field_len(map->data[0]);
		nft_read_address(map->data[0], map->element[i].data, &range.first);
		nft_read_address(map->data[0], map->element[i].data + len, &range.last);
		describe_range(d, &range, list);
	}
}

static void describe_chains(const struct description *d, struct circuit *circuit)
{
	const struct nft_chain *chain = chain_of(d, TABLE_CHAIN_SNAT, circuit);
	size_t i;

	for (i = 0; chain && i < chain->n_rule; i++)
		if (chain->rule[i].n_expression == 1 &&
		    chain->rule[i].expression[0].type == NFT_EXPRESSION_MASQUERADE)
			circuit->masquerade = true;
	chain = chain_of(d, TABLE_CHAIN_INBOUND, circuit);
	for (i = 0; chain && i < chain->n_rule; i++)
		describe_snat(d, &chain->rule[i], &circuit->inbound_snat);
	/* A range that has a larger share of the clients is in the map more than once. */
	unite_prefixes(&circuit->inbound_snat);
}

static void describe_circuit(struct description *d, const struct module_circuit *from)
{
	struct site *site = d->site;
	struct circuit *to;
	size_t i;

	site->circuit = array_grow(site->circuit, site->n_circuit, sizeof(*site->circuit));
	to = &site->circuit[site->n_circuit];
	memcpy(to->name, from->name, sizeof(to->name));
	to->id = from->id;
	to->kind = from->public_only ? KIND_MICROSOFT_PEERING
				     : engine_circuit_kind(&d->state->nft, from->name);
	to->remote = !from->n_link;
	to->drop = from->drop;
	for (i = 0; i < from->pool.n; i++)
		prefix_list_add(&to->snat, &from->pool.v[i]);
	for (i = 0; i < from->n_link; i++) {
		to->link = array_grow(to->link, to->n_link, sizeof(*to->link));
		memcpy(to->link[to->n_link++].name, from->link[i].name, IFNAMSIZ);
		link_owners_add(&d->owners, from->link[i].name, site->n_circuit);
	}
	describe_chains(d, to);
	site->n_circuit++;
}

static void describe_accepted(struct description *d, const struct family *f)
{
	const struct nft_set *set = nft_family_set(&d->state->nft, TABLE_SET_ACCEPTED, f);
	const struct link_owner *owner;
	struct range range;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		owner = link_owners_find(&d->owners, set->element[i].key);
		if (!owner)
			continue;
		nft_read_address(set->key[1], set->element[i].key + AT_ADDRESS, &range.first);
		nft_read_address(set->key[1], set->element[i].end + AT_ADDRESS, &range.last);
		range_split(&range, &d->site->circuit[owner->circuit].accept);
	}
}

static int compare_transit(const void *a, const void *b)
{
	const struct transit *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

static bool has_pair(const struct nft_set *set, const uint8_t *pair)
{
	size_t i;

	for (i = 0; set && i < set->n_element; i++)
		if (!memcmp(set->element[i].key, pair, 2 * IFNAMSIZ))
			return true;
	return false;
}

static void describe_transit(struct description *d)
{
	const struct nft_set *set = nft_table_set(&d->state->nft, TABLE_SET_TRANSIT);
	const struct nft_set *snat = nft_table_set(&d->state->nft, TABLE_SET_TRANSIT_SNAT);
	struct site *site = d->site;
	const struct link_owner *from, *to;
	size_t i, kept = 0;

	for (i = 0; set && i < set->n_element; i++) {
		from = link_owners_find(&d->owners, set->element[i].key);
		to = link_owners_find(&d->owners, set->element[i].key + IFNAMSIZ);
		if (!from || !to)
			continue;
		site->transit = array_grow(site->transit, site->n_transit,
					   sizeof(*site->transit));
		site->transit[site->n_transit].from = from->circuit;
		site->transit[site->n_transit].snat = has_pair(snat, set->element[i].key);
		site->transit[site->n_transit++].to = to->circuit;
	}
	if (site->n_transit < 2)
		return;
	qsort(site->transit, site->n_transit, sizeof(*site->transit), compare_transit);
	for (i = 1; i < site->n_transit; i++)
		if (compare_transit(&site->transit[kept], &site->transit[i]))
			site->transit[++kept] = site->transit[i];
	site->n_transit = kept + 1;
}

void plan_circuits(const struct state *observed, enum engine *engine, struct module_config *config)
{
	*engine = ENGINE_MODULE;
	if (!observed->module.n_circuit && engine_in_force(&observed->nft)) {
		*engine = ENGINE_NFTABLES;
		engine_describe(&observed->nft, config);
	} else {
		module_config_copy(&observed->module, config);
	}
}

void plan_describe(const struct state *observed, struct site *site)
{
	struct description d = { .state = observed, .site = site };
	struct module_config circuits;
	const struct family *f;
	size_t i;

	memset(site, 0, sizeof(*site));
	plan_circuits(observed, &site->engine, &circuits);
	site->mark_mask = circuits.mark_mask;
	site->inside_drop = circuits.inside_drop;
	for (i = 0; i < circuits.enforce.n; i++)
		prefix_list_add(&site->enforce, &circuits.enforce.v[i]);
	site->offload = observed->nft.flowtable;
	for (i = 0; i < circuits.n_circuit; i++)
		describe_circuit(&d, &circuits.circuit[i]);
	link_owners_sort(&d.owners);
	for_each_family(f)
		describe_inside(&d, f);
	describe_inside_devices(&d);
	describe_some_links(&d, TABLE_SET_GATEWAY_AUTO, set_auto);
	describe_some_links(&d, TABLE_SET_RECEIVE, set_receive);
	describe_routes(&d);
	for_each_family(f)
		describe_accepted(&d, f);
	for (i = 0; i < site->n_circuit; i++)
		unite_prefixes(&site->circuit[i].accept);
	describe_transit(&d);
	plan_describe_netmaps(&observed->nft, &d.owners, site);
	describe_some_links(&d, TABLE_SET_ON_DOWN, set_on_down);
	plan_describe_services(&observed->nft, &d.owners, site);
	link_owners_free(&d.owners);
	module_config_free(&circuits);
}

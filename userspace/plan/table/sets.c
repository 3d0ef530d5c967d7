// SPDX-License-Identifier: GPL-2.0
#include "plan/table/sets.h"

#include <stdlib.h>
#include <string.h>

#include "model/range.h"
#include "nft/family.h"
#include "plan/table/link_services.h"
#include "plan/table/names.h"
#include "plan/table/netmap.h"
#include "plan/table/servers.h"
#include "plan/table/services.h"
#include "util/alloc.h"

static void set_links(const struct site *site, struct nft_table *table)
{
	struct nft_set *set = nft_table_add_set(table, TABLE_SET_LINKS);
	size_t i, j;

	set->key[0] = NFT_FIELD_IFNAME;
	for (i = 0; i < site->n_circuit; i++)
		for (j = 0; j < site->circuit[i].n_link; j++)
			memcpy(nft_set_add_element(set)->key, site->circuit[i].link[j].name,
			       IFNAMSIZ);
}

static bool is_auto(const struct circuit *circuit, const struct link *link)
{
	return link->gateway_auto;
}

static bool is_receiver(const struct circuit *circuit, const struct link *link)
{
	return link->receive;
}

static bool has_on_down(const struct circuit *circuit, const struct link *link)
{
	return circuit_ends_flows(circuit) != circuit_translates(circuit);
}

/* A set of some links, if there are any. */
static void set_some_links(const struct site *site, struct nft_table *table, const char *name,
			   bool (*is_some)(const struct circuit *circuit, const struct link *link))
{
	struct nft_set *set = NULL;
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		for (j = 0; j < site->circuit[i].n_link; j++) {
			const struct link *link = &site->circuit[i].link[j];

			if (!is_some(&site->circuit[i], link))
				continue;
			if (!set)
				set = nft_table_add_set(table, name);
			set->key[0] = NFT_FIELD_IFNAME;
			memcpy(nft_set_add_element(set)->key, link->name, IFNAMSIZ);
		}
	}
}

bool table_translates(const struct site *site, const struct family *f)
{
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];

		if (!circuit_translates(circuit))
			continue;
		if (circuit->masquerade && site_uses(site, f->af))
			return true;
		for (j = 0; j < circuit->snat.n; j++)
			if (circuit->snat.v[j].address.family == f->af)
				return true;
		for (j = 0; j < circuit->n_netmap; j++)
			if (circuit->netmap[j].outside.address.family == f->af)
				return true;
	}
	return false;
}

void table_set_of_prefixes(const char *name, const struct prefix_list *list,
			   const struct family *f, struct nft_table *table)
{
	struct range *range;
	struct nft_set *set;
	size_t i, n = range_collect(list, f->af, &range);

	if (!n)
		return;
	set = nft_family_add_set(table, name, f);
	set->key[0] = f->field;
	set->interval = true;
	for (i = 0; i < n; i++) {
		struct nft_element *e = nft_set_add_element(set);

		memcpy(e->key, range[i].first.bytes, f->len);
		memcpy(e->end, range[i].last.bytes, f->len);
	}
	free(range);
}

static void set_inside_devices(const struct site *site, struct nft_table *table)
{
	struct nft_set *set;
	size_t i;

	if (!site->n_inside_device)
		return;
	set = nft_table_add_set(table, TABLE_SET_INSIDE_DEVICES);
	set->key[0] = NFT_FIELD_IFNAME;
	for (i = 0; i < site->n_inside_device; i++)
		memcpy(nft_set_add_element(set)->key, site->inside_device[i].name, IFNAMSIZ);
}

static void add_accepted(struct nft_set *set, const struct family *f, const char *link,
			 const struct prefix *prefix)
{
	struct nft_element *e = nft_set_add_element(set);
	struct address last;

	prefix_last(prefix, &last);
	memcpy(e->key, link, IFNAMSIZ);
	memcpy(e->end, link, IFNAMSIZ);
	memcpy(e->key + AT_ADDRESS, prefix->address.bytes, f->len);
	memcpy(e->end + AT_ADDRESS, last.bytes, f->len);
}

static bool accepts(const struct site *site, const struct family *f)
{
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++)
		for (j = 0; site->circuit[i].n_link && j < site->circuit[i].accept.n; j++)
			if (site->circuit[i].accept.v[j].address.family == f->af)
				return true;
	return false;
}

static void set_accepted(const struct site *site, const struct family *f, struct nft_table *table)
{
	struct nft_set *set;
	size_t i, j, k;

	if (!accepts(site, f))
		return;
	set = nft_family_add_set(table, TABLE_SET_ACCEPTED, f);
	set->key[0] = NFT_FIELD_IFNAME;
	set->key[1] = f->field;
	set->interval = true;
	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];

		for (j = 0; j < circuit->accept.n; j++) {
			if (circuit->accept.v[j].address.family != f->af)
				continue;
			for (k = 0; k < circuit->n_link; k++)
				add_accepted(set, f, circuit->link[k].name, &circuit->accept.v[j]);
		}
	}
	nft_set_unite(set);
}

/* The pairs of links between circuits; or only of those whose sources are translated. */
static void set_transit(const struct site *site, struct nft_table *table, const char *name,
			bool only_snat)
{
	const struct circuit *from, *to;
	struct nft_set *set = NULL;
	size_t i, j, k;

	for (i = 0; i < site->n_transit; i++) {
		if (only_snat && !site->transit[i].snat)
			continue;
		if (!set)
			set = nft_table_add_set(table, name);
		set->key[0] = NFT_FIELD_IFNAME;
		set->key[1] = NFT_FIELD_IFNAME;
		from = &site->circuit[site->transit[i].from];
		to = &site->circuit[site->transit[i].to];
		for (j = 0; j < from->n_link; j++)
			for (k = 0; k < to->n_link; k++) {
				struct nft_element *e = nft_set_add_element(set);

				memcpy(e->key, from->link[j].name, IFNAMSIZ);
				memcpy(e->key + IFNAMSIZ, to->link[k].name, IFNAMSIZ);
			}
	}
	if (set)
		nft_set_unite(set);
}

/* map NAME { type ifname : verdict; elements = { LINK : goto CHAIN-CIRCUIT } } */
static void map_links(const struct site *site, struct nft_table *table, const char *name,
		      const char *chain, bool (*wanted)(const struct circuit *circuit))
{
	struct nft_set *set = NULL;
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];

		if (!wanted(circuit))
			continue;
		if (!set)
			set = nft_table_add_set(table, name);
		set->key[0] = NFT_FIELD_IFNAME;
		set->data[0] = NFT_FIELD_VERDICT;
		for (j = 0; j < circuit->n_link; j++) {
			struct nft_element *e = nft_set_add_element(set);

			memcpy(e->key, circuit->link[j].name, IFNAMSIZ);
			e->chain = xasprintf("%s-%s", chain, circuit->name);
		}
	}
}

void table_sets(const struct site *site, struct nft_table *table)
{
	const struct family *f;

	set_links(site, table);
	set_some_links(site, table, TABLE_SET_GATEWAY_AUTO, is_auto);
	set_some_links(site, table, TABLE_SET_RECEIVE, is_receiver);
	set_some_links(site, table, TABLE_SET_ON_DOWN, has_on_down);
	for_each_family(f)
		table_set_of_prefixes(TABLE_SET_INSIDE, &site->inside, f, table);
	set_inside_devices(site, table);
	table_services(site, table);
	table_link_services(site, table);
	table_netmaps(site, table);
	for_each_family(f)
		set_accepted(site, f, table);
	set_transit(site, table, TABLE_SET_TRANSIT, false);
	set_transit(site, table, TABLE_SET_TRANSIT_SNAT, true);
	table_servers(site, table);
	map_links(site, table, TABLE_MAP_OUTBOUND, TABLE_CHAIN_SNAT, circuit_translates);
	map_links(site, table, TABLE_MAP_INBOUND, TABLE_CHAIN_INBOUND, circuit_translates_incoming);
}

// SPDX-License-Identifier: GPL-2.0
/* The sets and maps of the nft table that a site asks for. */
#include "plan/desired.h"

#include <stdlib.h>
#include <string.h>

#include "plan/family.h"
#include "plan/published.h"
#include "plan/range.h"
#include "util/alloc.h"

bool circuit_translates(const struct circuit *circuit)
{
	return circuit->n_link && (circuit->snat.n || circuit->masquerade);
}

bool circuit_translates_incoming(const struct circuit *circuit)
{
	return circuit->n_link && circuit->inbound_snat.n;
}

static struct nft_set *add_set(struct nft_table *table, const char *name, const char *suffix)
{
	char full[NFT_NAME_SIZE];

	snprintf(full, sizeof(full), "%s%s", name, suffix);
	return nft_table_add_set(table, full);
}

static void set_links(const struct site *site, struct nft_table *table)
{
	struct nft_set *set = add_set(table, "links", "");
	size_t i, j;

	set->key[0] = NFT_FIELD_IFNAME;
	for (i = 0; i < site->n_circuit; i++)
		for (j = 0; j < site->circuit[i].n_link; j++)
			memcpy(nft_set_add_element(set)->key, site->circuit[i].link[j].name,
			       IFNAMSIZ);
}

/* Whether a family has a pool to translate to. */
static bool family_translates(const struct site *site, const struct family *f)
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
	}
	return false;
}

static void set_inside(const struct site *site, const struct family *f, struct nft_table *table)
{
	struct range *range = NULL;
	struct nft_set *set;
	size_t i, n = 0;

	if (family_translates(site, f))
		n = range_collect(&site->inside, f->af, &range);
	if (!n)
		return;
	set = add_set(table, "inside", f->suffix);
	set->key[0] = f->field;
	set->interval = true;
	for (i = 0; i < n; i++) {
		struct nft_element *e = nft_set_add_element(set);

		memcpy(e->key, range[i].first.bytes, f->len);
		memcpy(e->end, range[i].last.bytes, f->len);
	}
	free(range);
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
	set = add_set(table, "accepted", f->suffix);
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
	published_unite(set);
}

static void set_transit(const struct site *site, struct nft_table *table)
{
	struct nft_set *set;
	size_t i, j, k;

	if (!site->n_transit)
		return;
	set = add_set(table, "transit", "");
	set->key[0] = NFT_FIELD_IFNAME;
	set->key[1] = NFT_FIELD_IFNAME;
	for (i = 0; i < site->n_transit; i++) {
		const struct circuit *from = &site->circuit[site->transit[i].from];
		const struct circuit *to = &site->circuit[site->transit[i].to];

		for (j = 0; j < from->n_link; j++)
			for (k = 0; k < to->n_link; k++) {
				struct nft_element *e = nft_set_add_element(set);

				memcpy(e->key, from->link[j].name, IFNAMSIZ);
				memcpy(e->key + IFNAMSIZ, to->link[k].name, IFNAMSIZ);
			}
	}
	published_unite(set);
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
			set = add_set(table, name, "");
		set->key[0] = NFT_FIELD_IFNAME;
		set->data[0] = NFT_FIELD_VERDICT;
		for (j = 0; j < circuit->n_link; j++) {
			struct nft_element *e = nft_set_add_element(set);

			memcpy(e->key, circuit->link[j].name, IFNAMSIZ);
			e->chain = xasprintf("%s-%s", chain, circuit->name);
		}
	}
}

void desired_sets(const struct site *site, struct nft_table *table)
{
	const struct family *f;

	set_links(site, table);
	for_each_family(f)
		set_inside(site, f, table);
	desired_services(site, table);
	for_each_family(f)
		set_accepted(site, f, table);
	set_transit(site, table);
	map_links(site, table, "outbound", "snat", circuit_translates);
	map_links(site, table, "inbound", "inbound", circuit_translates_incoming);
}

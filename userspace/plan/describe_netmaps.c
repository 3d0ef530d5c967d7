// SPDX-License-Identifier: GPL-2.0
#include "plan/describe_netmaps.h"

#include <string.h>

#include "model/range.h"
#include "nft/family.h"
#include "plan/table/names.h"
#include "util/array.h"

static void read_prefix(enum nft_field field, const uint8_t *first, const uint8_t *last,
			struct prefix *prefix)
{
	struct range range;

	nft_read_address(field, first, &range.first);
	nft_read_address(field, last, &range.last);
	range_prefix(&range, prefix);
}

/* Every link of a circuit has the same netmaps. */
static bool is_first_link(const struct circuit *circuit, const uint8_t *link)
{
	return circuit->n_link && !strncmp(circuit->link[0].name, (const char *)link, IFNAMSIZ);
}

static void remove_pool(struct circuit *circuit, const struct prefix *pool)
{
	size_t i, kept = 0;

	for (i = 0; i < circuit->snat.n; i++)
		if (prefix_compare(&circuit->snat.v[i], pool))
			circuit->snat.v[kept++] = circuit->snat.v[i];
	circuit->snat.n = kept;
}

static void describe_netmap(const struct nft_set *map, const struct nft_element *e,
			    struct circuit *circuit)
{
	struct netmap m = { 0 };

	read_prefix(map->key[1], e->key + AT_ADDRESS, e->end + AT_ADDRESS, &m.inside);
	read_prefix(map->key[1], e->data, e->data + nft_field_len(map->key[1]), &m.outside);
	remove_pool(circuit, &m.outside);
	circuit->netmap = array_grow(circuit->netmap, circuit->n_netmap,
				     sizeof(*circuit->netmap));
	circuit->netmap[circuit->n_netmap++] = m;
}

static void describe_inbound(const struct nft_set *set, const struct nft_element *e,
			     struct circuit *circuit)
{
	struct prefix outside;
	size_t i;

	read_prefix(set->key[1], e->key + AT_ADDRESS, e->end + AT_ADDRESS, &outside);
	for (i = 0; i < circuit->n_netmap; i++)
		if (!prefix_compare(&circuit->netmap[i].outside, &outside))
			circuit->netmap[i].inbound = true;
}

static void describe_each(const struct nft_set *set, const struct link_owners *owners,
			  struct site *site,
			  void (*describe)(const struct nft_set *set, const struct nft_element *e,
					   struct circuit *circuit))
{
	const struct link_owner *owner;
	struct circuit *circuit;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		owner = link_owners_find(owners, set->element[i].key);
		if (!owner)
			continue;
		circuit = &site->circuit[owner->circuit];
		if (is_first_link(circuit, set->element[i].key))
			describe(set, &set->element[i], circuit);
	}
}

void plan_describe_netmaps(const struct nft_table *table, const struct link_owners *owners,
			   struct site *site)
{
	const struct family *f;

	for_each_family(f) {
		describe_each(nft_family_set(table, TABLE_MAP_NETMAP, f), owners, site,
			      describe_netmap);
		describe_each(nft_family_set(table, TABLE_SET_SERVICE_NETMAP, f), owners, site,
			      describe_inbound);
	}
}

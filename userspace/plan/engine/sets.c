// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/sets.h"

#include <stdlib.h>
#include <string.h>

#include "model/range.h"
#include "nft/family.h"
#include "plan/engine/names.h"
#include "util/alloc.h"

static void add_known(const struct engine_table *p, struct nft_set *set, enum mark_field field,
		      uint32_t id, const char *name, const char *kind)
{
	struct nft_element *e = nft_set_add_element(set);
	uint32_t value = mark_value(&p->layout, field, id);

	memcpy(e->key, &value, sizeof(value));
	e->comment = kind ? xasprintf("%s %s", name, kind) : xstrdup(name);
}

/* set links-in { type ifname . mark; elements = { LINK . CIRCUIT, ... } } */
static void set_links_of(const struct engine_table *p, enum mark_field field)
{
	struct nft_set *set = nft_table_add_set(p->table, engine_links_set(field));
	size_t i, j;

	set->key[0] = NFT_FIELD_IFNAME;
	set->key[1] = NFT_FIELD_MARK;
	for (i = 0; i < p->site->n_circuit; i++) {
		const struct circuit *circuit = &p->site->circuit[i];
		uint32_t value = mark_value(&p->layout, field, circuit->id);

		for (j = 0; j < circuit->n_link; j++) {
			struct nft_element *e = nft_set_add_element(set);

			memcpy(e->key, circuit->link[j].name, IFNAMSIZ);
			memcpy(e->key + IFNAMSIZ, &value, sizeof(value));
		}
	}
}

/* The values that a fact can have; other ids are of circuits that were removed. */
static void set_known(const struct engine_table *p, enum mark_field field)
{
	struct nft_set *set = nft_table_add_set(p->table, engine_known_set(field));
	size_t i;

	set->key[0] = NFT_FIELD_MARK;
	for (i = 0; i < p->site->n_circuit; i++)
		add_known(p, set, field, p->site->circuit[i].id, p->site->circuit[i].name,
			  circuit_kind_name(p->site->circuit[i].kind));
	add_known(p, set, field, ERSYM_CIRCUIT_INSIDE, "inside", NULL);
}

static void set_without_way(const struct engine_table *p)
{
	nft_table_add_set(p->table, ENGINE_SET_WITHOUT_WAY)->key[0] = NFT_FIELD_MARK;
}

static struct nft_element *add_interval(struct nft_set *set, const struct family *f,
					const char *link, const struct range *range)
{
	struct nft_element *e = nft_set_add_element(set);
	size_t at = link ? AT_ADDRESS : 0;

	if (link) {
		memcpy(e->key, link, IFNAMSIZ);
		memcpy(e->end, link, IFNAMSIZ);
	}
	memcpy(e->key + at, range->first.bytes, f->len);
	memcpy(e->end + at, range->last.bytes, f->len);
	return e;
}

static bool has_pools(const struct site *site, const struct family *f)
{
	const struct circuit *c;
	size_t i;

	for (c = site->circuit; c < site->circuit + site->n_circuit; c++) {
		for (i = 0; i < c->snat.n; i++)
			if (c->snat.v[i].address.family == f->af)
				return true;
		for (i = 0; i < c->n_netmap; i++)
			if (c->netmap[i].outside.address.family == f->af)
				return true;
	}
	return false;
}

/* A map from pools to the chains of their circuits, and a set of links with own pools. */
static void sets_pools(const struct engine_table *p, const struct family *f)
{
	struct nft_set *pools, *own;
	const struct circuit *c;
	struct prefix_list list;
	struct range range;
	size_t i, j;

	if (!has_pools(p->site, f))
		return;
	i = p->table->n_set;
	nft_family_add_set(p->table, ENGINE_SET_POOLS, f);
	nft_family_add_set(p->table, ENGINE_SET_OWN_POOLS, f);
	pools = &p->table->set[i];
	own = &p->table->set[i + 1];
	pools->key[0] = f->field;
	pools->data[0] = NFT_FIELD_VERDICT;
	pools->interval = true;
	own->key[0] = NFT_FIELD_IFNAME;
	own->key[1] = f->field;
	own->interval = true;
	for (c = p->site->circuit; c < p->site->circuit + p->site->n_circuit; c++) {
		list = (struct prefix_list){ 0 };
		circuit_pools(c, &list);
		for (i = 0; i < list.n; i++) {
			if (list.v[i].address.family != f->af)
				continue;
			prefix_first(&list.v[i], &range.first);
			prefix_last(&list.v[i], &range.last);
			add_interval(pools, f, NULL, &range)->chain =
				xasprintf(ENGINE_CHAIN_OWNER "-%s", c->name);
			for (j = 0; j < c->n_link; j++)
				add_interval(own, f, c->link[j].name, &range);
		}
		free(list.v);
	}
}

static void set_private(const struct engine_table *p, const struct family *f)
{
	struct prefix_list private = { 0 };
	struct range *range;
	struct nft_set *set;
	size_t i, n;

	prefix_list_add_private(&private);
	n = range_collect(&private, f->af, &range);
	set = nft_family_add_set(p->table, ENGINE_SET_PRIVATE, f);
	set->key[0] = f->field;
	set->interval = true;
	for (i = 0; i < n; i++)
		add_interval(set, f, NULL, &range[i]);
	free(range);
	free(private.v);
}

static bool has_public_only(const struct site *site)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (site->circuit[i].n_link && circuit_kind_is_public(site->circuit[i].kind))
			return true;
	return false;
}

/* A set that packets fill. */
static struct nft_set *set_filled(const struct engine_table *p, const char *name, size_t n_field)
{
	struct nft_set *set = nft_table_add_set(p->table, name);

	set->dynamic = true;
	while (n_field)
		set->key[--n_field] = NFT_FIELD_MARK;
	return set;
}

void engine_sets(const struct engine_table *p)
{
	const struct family *f;

	set_known(p, MARK_IN);
	set_known(p, MARK_OUT);
	set_links_of(p, MARK_IN);
	set_links_of(p, MARK_OUT);
	set_without_way(p);
	for_each_family(f)
		sets_pools(p, f);
	if (has_public_only(p->site))
		for_each_family(f)
			set_private(p, f);
	set_filled(p, ENGINE_SET_VIOLATIONS, 3);
	set_filled(p, ENGINE_SET_STRAYED, 3);
	set_filled(p, ENGINE_SET_WAY_GONE, 3);
	set_filled(p, ENGINE_SET_WRONG_POOL, 2)->key[2] = NFT_FIELD_IFNAME;
	set_filled(p, ENGINE_SET_WRONG_POOL_STRAYED, 2)->key[2] = NFT_FIELD_IFNAME;
	set_filled(p, ENGINE_SET_BORN, 1);
}

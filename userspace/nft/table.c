// SPDX-License-Identifier: GPL-2.0
#include "nft/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>

#include "util/alloc.h"
#include "util/array.h"

bool nft_flowtable_equal(const struct nft_flowtable *a, const struct nft_flowtable *b)
{
	size_t i;

	if (strcmp(a->name, b->name) || a->priority != b->priority || a->n_device != b->n_device)
		return false;
	for (i = 0; i < a->n_device; i++)
		if (strcmp(a->device[i], b->device[i]))
			return false;
	return true;
}

struct nft_flowtable *nft_table_add_flowtable(struct nft_table *table, const char *name)
{
	table->flowtable = xcalloc(1, sizeof(*table->flowtable));
	strncpy(table->flowtable->name, name, sizeof(table->flowtable->name) - 1);
	return table->flowtable;
}

void nft_flowtable_add_device(struct nft_flowtable *flowtable, const char *device)
{
	flowtable->device = array_grow(flowtable->device, flowtable->n_device,
				       sizeof(*flowtable->device));
	strncpy(flowtable->device[flowtable->n_device++], device, IFNAMSIZ - 1);
}

struct nft_counter *nft_table_add_counter(struct nft_table *table, const char *name)
{
	struct nft_counter *counter;

	table->counter = array_grow(table->counter, table->n_counter, sizeof(*table->counter));
	counter = &table->counter[table->n_counter++];
	strncpy(counter->name, name, sizeof(counter->name) - 1);
	return counter;
}

struct nft_set *nft_table_add_set(struct nft_table *table, const char *name)
{
	struct nft_set *set;

	table->set = array_grow(table->set, table->n_set, sizeof(*table->set));
	set = &table->set[table->n_set++];
	strncpy(set->name, name, sizeof(set->name) - 1);
	return set;
}

struct nft_chain *nft_table_add_chain(struct nft_table *table, const char *name)
{
	struct nft_chain *chain;

	table->chain = array_grow(table->chain, table->n_chain, sizeof(*table->chain));
	chain = &table->chain[table->n_chain++];
	strncpy(chain->name, name, sizeof(chain->name) - 1);
	return chain;
}

struct nft_chain *nft_table_add_base_chain(struct nft_table *table, const char *name,
					   const char *type, uint32_t hook, int32_t priority)
{
	struct nft_chain *chain = nft_table_add_chain(table, name);

	snprintf(chain->type, sizeof(chain->type), "%s", type);
	chain->hook = hook;
	chain->priority = priority;
	chain->policy = NF_ACCEPT;
	return chain;
}

const struct nft_set *nft_table_set(const struct nft_table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->n_set; i++)
		if (!strcmp(table->set[i].name, name))
			return &table->set[i];
	return NULL;
}

const struct nft_chain *nft_table_chain(const struct nft_table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->n_chain; i++)
		if (!strcmp(table->chain[i].name, name))
			return &table->chain[i];
	return NULL;
}

static int compare_device(const void *a, const void *b)
{
	return strncmp(a, b, IFNAMSIZ);
}

void nft_table_sort(struct nft_table *table)
{
	struct nft_flowtable *flowtable = table->flowtable;
	size_t i, j;

	if (flowtable && flowtable->n_device > 1)
		qsort(flowtable->device, flowtable->n_device, sizeof(*flowtable->device),
		      compare_device);
	for (i = 0; i < table->n_set; i++)
		nft_set_sort(&table->set[i]);
	for (i = 0; i < table->n_chain; i++)
		for (j = 0; j < table->chain[i].n_rule; j++)
			if (table->chain[i].rule[j].anonymous)
				nft_set_sort(table->chain[i].rule[j].anonymous);
}

void nft_table_free(struct nft_table *table)
{
	size_t i, j;

	for (i = 0; i < table->n_set; i++)
		nft_set_free(&table->set[i]);
	for (i = 0; i < table->n_chain; i++) {
		for (j = 0; j < table->chain[i].n_rule; j++)
			nft_rule_free(&table->chain[i].rule[j]);
		free(table->chain[i].rule);
	}
	if (table->flowtable)
		free(table->flowtable->device);
	free(table->flowtable);
	free(table->set);
	free(table->chain);
	free(table->counter);
	memset(table, 0, sizeof(*table));
}

// SPDX-License-Identifier: GPL-2.0
#include "plan/nft.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

size_t nft_field_len(enum nft_field field)
{
	switch (field) {
	case NFT_FIELD_IFNAME:
	case NFT_FIELD_IPV6:
		return 16;
	case NFT_FIELD_IPV4:
	case NFT_FIELD_INTEGER:
	case NFT_FIELD_MARK:
		return 4;
	case NFT_FIELD_PORT:
		return 2;
	case NFT_FIELD_PROTOCOL:
		return 1;
	case NFT_FIELD_NONE:
	case NFT_FIELD_VERDICT:
	case NFT_FIELD_OTHER:
		break;
	}
	return 0;
}

size_t nft_fields_len(const enum nft_field field[static NFT_FIELDS_MAX])
{
	size_t i, len = 0;

	for (i = 0; i < NFT_FIELDS_MAX; i++)
		len += (nft_field_len(field[i]) + 3) & ~3UL;
	return len;
}

size_t nft_fields_count(const enum nft_field field[static NFT_FIELDS_MAX])
{
	size_t n = 0;

	while (n < NFT_FIELDS_MAX && field[n] != NFT_FIELD_NONE)
		n++;
	return n;
}

size_t nft_set_data_len(const struct nft_set *set)
{
	return nft_fields_len(set->data) * (set->data_interval ? 2 : 1);
}

bool nft_set_is_map(const struct nft_set *set)
{
	return set->data[0] != NFT_FIELD_NONE;
}

bool nft_set_is_tree(const struct nft_set *set)
{
	return set->interval && nft_fields_count(set->key) == 1;
}

bool nft_set_same_shape(const struct nft_set *a, const struct nft_set *b)
{
	size_t i;

	for (i = 0; i < NFT_FIELDS_MAX; i++)
		if (a->key[i] == NFT_FIELD_OTHER || a->data[i] == NFT_FIELD_OTHER ||
		    a->key[i] != b->key[i] || a->data[i] != b->data[i])
			return false;
	return a->interval == b->interval && a->data_interval == b->data_interval &&
	       a->dynamic == b->dynamic;
}

bool nft_chain_same_shape(const struct nft_chain *a, const struct nft_chain *b)
{
	if (strcmp(a->type, b->type))
		return false;
	return !a->type[0] ||
	       (a->hook == b->hook && a->priority == b->priority && a->policy == b->policy);
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

int nft_element_compare(const struct nft_set *set, const struct nft_element *a,
			const struct nft_element *b)
{
	size_t len = nft_fields_len(set->key);
	int order = memcmp(a->key, b->key, len);

	return order || !set->interval ? order : memcmp(a->end, b->end, len);
}

bool nft_element_equal(const struct nft_set *set, const struct nft_element *a,
		       const struct nft_element *b)
{
	return !nft_element_compare(set, a, b) &&
	       !memcmp(a->data, b->data, nft_set_data_len(set)) &&
	       !compare_text(a->chain, b->chain) && !compare_text(a->comment, b->comment);
}

static bool expression_equal(const struct nft_expression *a, const struct nft_expression *b)
{
	return a->type == b->type && a->type != NFT_EXPRESSION_OTHER && a->sreg == b->sreg &&
	       a->dreg == b->dreg && a->key == b->key && a->offset == b->offset &&
	       a->len == b->len && a->direction == b->direction && a->flags == b->flags &&
	       a->modulus == b->modulus && a->seed == b->seed && a->family == b->family &&
	       !memcmp(a->address, b->address, sizeof(a->address)) &&
	       !memcmp(a->port, b->port, sizeof(a->port)) &&
	       !memcmp(a->data, b->data, sizeof(a->data)) && !strcmp(a->name, b->name);
}

static bool set_equal(const struct nft_set *a, const struct nft_set *b)
{
	size_t i;

	if (!nft_set_same_shape(a, b) || a->n_element != b->n_element)
		return false;
	for (i = 0; i < a->n_element; i++)
		if (!nft_element_equal(a, &a->element[i], &b->element[i]))
			return false;
	return true;
}

bool nft_rule_equal(const struct nft_rule *a, const struct nft_rule *b)
{
	size_t i;

	if (a->n_expression != b->n_expression || !a->anonymous != !b->anonymous)
		return false;
	for (i = 0; i < a->n_expression; i++)
		if (!expression_equal(&a->expression[i], &b->expression[i]))
			return false;
	return !a->anonymous || set_equal(a->anonymous, b->anonymous);
}

bool nft_chain_equal(const struct nft_chain *a, const struct nft_chain *b)
{
	size_t i;

	if (!nft_chain_same_shape(a, b) || a->n_rule != b->n_rule)
		return false;
	for (i = 0; i < a->n_rule; i++)
		if (!nft_rule_equal(&a->rule[i], &b->rule[i]))
			return false;
	return true;
}

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

bool nft_chain_offloads(const struct nft_chain *chain)
{
	size_t i, j;

	for (i = 0; i < chain->n_rule; i++)
		for (j = 0; j < chain->rule[i].n_expression; j++)
			if (chain->rule[i].expression[j].type == NFT_EXPRESSION_FLOW_OFFLOAD)
				return true;
	return false;
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

struct nft_rule *nft_chain_add_rule(struct nft_chain *chain)
{
	chain->rule = array_grow(chain->rule, chain->n_rule, sizeof(*chain->rule));
	return &chain->rule[chain->n_rule++];
}

struct nft_element *nft_set_add_element(struct nft_set *set)
{
	set->element = array_grow(set->element, set->n_element, sizeof(*set->element));
	return &set->element[set->n_element++];
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

static int compare_element(const void *a, const void *b, void *set)
{
	return nft_element_compare(set, a, b);
}

static void sort_elements(struct nft_set *set)
{
	if (set->n_element > 1)
		qsort_r(set->element, set->n_element, sizeof(*set->element), compare_element,
			set);
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
		sort_elements(&table->set[i]);
	for (i = 0; i < table->n_chain; i++)
		for (j = 0; j < table->chain[i].n_rule; j++)
			if (table->chain[i].rule[j].anonymous)
				sort_elements(table->chain[i].rule[j].anonymous);
}

void nft_set_free(struct nft_set *set)
{
	size_t i;

	for (i = 0; i < set->n_element; i++) {
		free(set->element[i].chain);
		free(set->element[i].comment);
	}
	free(set->element);
}

void nft_rule_free(struct nft_rule *rule)
{
	free(rule->expression);
	if (rule->anonymous)
		nft_set_free(rule->anonymous);
	free(rule->anonymous);
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

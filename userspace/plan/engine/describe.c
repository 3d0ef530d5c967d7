// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/describe.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "model/mark.h"
#include "model/range.h"
#include "nft/expression.h"
#include "nft/family.h"
#include "plan/engine/names.h"
#include "plan/table/names.h"

bool engine_in_force(const struct nft_table *table)
{
	return table->present && nft_table_chain(table, ENGINE_CHAIN_PREROUTING);
}

static uint32_t read_mark(const uint8_t *bytes)
{
	uint32_t mark;

	memcpy(&mark, bytes, sizeof(mark));
	return mark;
}

/* The rule that begins a connection inside writes all facts, so it has their mask. */
static uint32_t read_mask(const struct nft_table *table)
{
	const struct nft_chain *chain;
	const struct nft_rule *rule;
	char name[NFT_NAME_SIZE];

	chain = nft_table_chain(table, table_chain_name(name, ENGINE_CHAIN_ENTER, "inside"));
	if (!chain || !chain->n_rule)
		return 0;
	rule = &chain->rule[chain->n_rule - 1];
	if (rule->n_expression < 2 || rule->expression[1].type != NFT_EXPRESSION_BITWISE)
		return 0;
	return ~read_mark(rule->expression[1].data);
}

static int read_layout(const struct nft_table *table, struct mark_layout *layout)
{
	return mark_layout_init(layout, read_mask(table));
}

/* Copy "us" of the comment "us microsoft-peering" to @name, and return the kind. */
static const char *split_comment(const char *comment, char name[static ERSYM_NAME_MAX + 1])
{
	size_t len;

	if (!comment)
		comment = "";
	len = strcspn(comment, " ");
	snprintf(name, ERSYM_NAME_MAX + 1, "%.*s", (int)len, comment);
	return comment[len] ? comment + len + 1 : "";
}

static enum circuit_kind kind_of(const char *word)
{
	enum circuit_kind kind;

	for (kind = 0; kind < KIND_NONE; kind++)
		if (!strcmp(circuit_kind_name(kind), word))
			break;
	return kind;
}

enum circuit_kind engine_circuit_kind(const struct nft_table *table, const char *circuit)
{
	const struct nft_set *set = nft_table_set(table, ENGINE_SET_KNOWN_IN);
	char name[ERSYM_NAME_MAX + 1];
	const char *kind;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		kind = split_comment(set->element[i].comment, name);
		if (!strcmp(name, circuit))
			return kind_of(kind);
	}
	return KIND_NONE;
}

static struct module_circuit *find_circuit(struct module_config *config, uint32_t id)
{
	size_t i;

	for (i = 0; i < config->n_circuit; i++)
		if (config->circuit[i].id == id)
			return &config->circuit[i];
	return NULL;
}

static void describe_circuits(const struct nft_table *table, const struct mark_layout *layout,
			      struct module_config *config)
{
	const struct nft_set *set = nft_table_set(table, ENGINE_SET_KNOWN_IN);
	struct module_circuit *circuit;
	char name[ERSYM_NAME_MAX + 1];
	const char *kind;
	uint32_t id;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		id = mark_get(layout, read_mark(set->element[i].key), MARK_IN);
		kind = split_comment(set->element[i].comment, name);
		if (id == ERSYM_CIRCUIT_INSIDE || id == ERSYM_CIRCUIT_UNKNOWN || !name[0])
			continue;
		circuit = module_config_add(config);
		circuit->id = id;
		memcpy(circuit->name, name, sizeof(circuit->name));
		circuit->public_only = circuit_kind_is_public(kind_of(kind));
	}
}

/* Find the circuit that has a chain "WHAT-CIRCUIT". */
static struct module_circuit *find_chain(struct module_config *config, const char *what,
					 const char *chain)
{
	size_t i, len = strlen(what);

	if (!chain || strncmp(chain, what, len) || chain[len] != '-')
		return NULL;
	for (i = 0; i < config->n_circuit; i++)
		if (!strcmp(config->circuit[i].name, chain + len + 1))
			return &config->circuit[i];
	return NULL;
}

/* The first map of the chain leads from links to chains of circuits. */
static const struct nft_set *links_map(const struct nft_chain *chain)
{
	size_t i;

	for (i = 0; i < chain->n_rule; i++)
		if (chain->rule[i].anonymous)
			return chain->rule[i].anonymous;
	return NULL;
}

static void describe_links(const struct nft_table *table, struct module_config *config)
{
	const struct nft_set *map = links_map(nft_table_chain(table, ENGINE_CHAIN_PREROUTING));
	struct module_circuit *circuit;
	char link[IFNAMSIZ];
	size_t i;

	for (i = 0; map && i < map->n_element; i++) {
		circuit = find_chain(config, ENGINE_CHAIN_IN, map->element[i].chain);
		memcpy(link, map->element[i].key, sizeof(link));
		link[IFNAMSIZ - 1] = '\0';
		if (circuit)
			module_circuit_add_link(circuit, link, false);
	}
}

static void describe_pools(const struct nft_table *table, const struct family *f,
			   struct module_config *config)
{
	const struct nft_set *map = nft_family_set(table, ENGINE_SET_POOLS, f);
	struct module_circuit *circuit;
	struct prefix_list list = { 0 };
	struct range range;
	size_t i, j;

	for (i = 0; map && i < map->n_element; i++) {
		const struct nft_element *e = &map->element[i];

		circuit = find_chain(config, ENGINE_CHAIN_OWNER, e->chain);
		if (!circuit)
			continue;
		nft_read_address(map->key[0], e->key, &range.first);
		nft_read_address(map->key[0], e->end, &range.last);
		list.n = 0;
		range_split(&range, &list);
		for (j = 0; j < list.n; j++)
			module_circuit_add_pool(circuit, &list.v[j]);
	}
	free(list.v);
}

static void describe_enforced(const struct nft_table *table, const struct family *f,
			      struct module_config *config)
{
	const struct nft_set *set = nft_family_set(table, ENGINE_SET_ENFORCE, f);
	struct range range;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		nft_read_address(set->key[0], set->element[i].key, &range.first);
		nft_read_address(set->key[0], set->element[i].end, &range.last);
		range_split(&range, &config->enforce);
	}
}

/* Find the last immediate of a rule that is written to the registers at @at. */
static const struct nft_expression *immediate_at(const struct nft_rule *rule, unsigned int at)
{
	size_t i;

	for (i = rule->n_expression; i > 0; i--)
		if (rule->expression[i - 1].type == NFT_EXPRESSION_IMMEDIATE &&
		    rule->expression[i - 1].dreg == nft_register(at))
			return &rule->expression[i - 1];
	return NULL;
}

static bool drops(const struct nft_expression *e)
{
	return e->type == NFT_EXPRESSION_VERDICT &&
	       ((int)e->key == NF_DROP ||
		((int)e->key == NFT_JUMP && !strcmp(e->name, ENGINE_CHAIN_ENFORCE)));
}

/* A rule that counts is followed by one that drops if the policy is drop. */
static void describe_drop(const struct nft_rule *rule, const struct nft_rule *next,
			  const struct mark_layout *layout, struct module_config *config)
{
	const struct nft_expression *end = &rule->expression[rule->n_expression - 1];
	const struct nft_expression *kind, *actual;
	struct module_circuit *circuit;
	uint32_t id, bit;

	if (end->type != NFT_EXPRESSION_DYNSET || strcmp(end->name, ENGINE_SET_VIOLATIONS))
		return;
	if (!drops(&next->expression[next->n_expression - 1]))
		return;
	kind = immediate_at(rule, ENGINE_AT_KIND);
	actual = immediate_at(rule, ENGINE_AT_ACTUAL);
	if (!kind || !actual || read_mark(kind->data) > ERSYM_KIND_MAX)
		return;
	bit = 1U << read_mark(kind->data);
	id = mark_get(layout, read_mark(actual->data), MARK_IN);
	circuit = find_circuit(config, id);
	if (circuit)
		circuit->drop |= bit;
	else if (id == ERSYM_CIRCUIT_INSIDE)
		config->inside_drop |= bit;
}

/* These chains drop all packets, or those that are enforced, if that is the policy. */
static void describe_policy(const struct nft_chain *chain, const char *what, enum ersym_kind kind,
			    struct module_config *config)
{
	struct module_circuit *circuit = find_chain(config, what, chain->name);
	size_t i;

	for (i = 0; circuit && i < chain->n_rule; i++)
		if (chain->rule[i].n_expression && drops(&chain->rule[i].expression[0]))
			circuit->drop |= 1U << kind;
}

static void describe_drops(const struct nft_table *table, const struct mark_layout *layout,
			   struct module_config *config)
{
	const struct nft_chain *chain;
	size_t i, j;

	for (i = 0; i < table->n_chain; i++) {
		chain = &table->chain[i];
		describe_policy(chain, ENGINE_CHAIN_FOREIGN, ERSYM_KIND_FOREIGN, config);
		describe_policy(chain, ENGINE_CHAIN_LEAK, ERSYM_KIND_LEAK, config);
		for (j = 0; j + 1 < chain->n_rule; j++)
			if (chain->rule[j].n_expression && chain->rule[j + 1].n_expression)
				describe_drop(&chain->rule[j], &chain->rule[j + 1], layout,
					      config);
	}
}

void engine_describe(const struct nft_table *table, struct module_config *config)
{
	struct mark_layout layout;
	const struct family *f;

	memset(config, 0, sizeof(*config));
	if (read_layout(table, &layout))
		return;
	config->mark_mask = layout.mask;
	describe_circuits(table, &layout, config);
	describe_links(table, config);
	for_each_family(f) {
		describe_pools(table, f, config);
		describe_enforced(table, f, config);
	}
	describe_drops(table, &layout, config);
	module_config_sort(config);
}

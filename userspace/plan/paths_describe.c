// SPDX-License-Identifier: GPL-2.0
/* What a table that keeps paths says of the site that it is for. */
#include "plan/paths.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netfilter.h>

#include "plan/program.h"
#include "plan/range.h"

bool paths_in_force(const struct nft_table *table)
{
	return table->present && nft_table_chain(table, PATHS_IN);
}

static uint32_t read_mark(const uint8_t *bytes)
{
	uint32_t mark;

	memcpy(&mark, bytes, sizeof(mark));
	return mark;
}

/* 0: no rule writes all of a connection's facts. */
static uint32_t read_mask(const struct nft_table *table)
{
	const struct nft_chain *chain = nft_table_chain(table, "enter-inside");
	const struct nft_rule *rule;

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

/* "us" of the comment "us microsoft-peering"; what follows is returned. */
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

enum circuit_kind paths_circuit_kind(const struct nft_table *table, const char *circuit)
{
	const struct nft_set *set = nft_table_set(table, PATHS_KNOWN_IN);
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
	const struct nft_set *set = nft_table_set(table, PATHS_KNOWN_IN);
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

/* The circuit whose chain "WHAT-CIRCUIT" is. */
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

/* The links are in the map of the rule that tells circuits by their devices. */
static void describe_links(const struct nft_table *table, struct module_config *config)
{
	const struct nft_chain *chain = nft_table_chain(table, PATHS_IN);
	const struct nft_set *map = chain->n_rule ? chain->rule[0].anonymous : NULL;
	struct module_circuit *circuit;
	char link[IFNAMSIZ];
	size_t i;

	for (i = 0; map && i < map->n_element; i++) {
		circuit = find_chain(config, "in", map->element[i].chain);
		memcpy(link, map->element[i].key, sizeof(link));
		link[IFNAMSIZ - 1] = '\0';
		if (circuit)
			module_circuit_add_link(circuit, link);
	}
}

static void describe_pools(const struct nft_table *table, const char *name, uint8_t family,
			   struct module_config *config)
{
	const struct nft_set *map = nft_table_set(table, name);
	struct module_circuit *circuit;
	struct prefix_list list = { 0 };
	struct range range;
	size_t i, j;

	for (i = 0; map && i < map->n_element; i++) {
		const struct nft_element *e = &map->element[i];

		circuit = find_chain(config, "of", e->chain);
		if (!circuit)
			continue;
		memset(&range, 0, sizeof(range));
		range.first.family = family;
		range.last.family = family;
		memcpy(range.first.bytes, e->key, nft_field_len(map->key[0]));
		memcpy(range.last.bytes, e->end, nft_field_len(map->key[0]));
		list.n = 0;
		range_split(&range, &list);
		for (j = 0; j < list.n; j++)
			module_circuit_add_pool(circuit, &list.v[j]);
	}
	free(list.v);
}

/* The last immediate before the end of a rule that is put at @at. */
static const struct nft_expression *immediate_at(const struct nft_rule *rule, unsigned int at)
{
	size_t i;

	for (i = rule->n_expression; i > 0; i--)
		if (rule->expression[i - 1].type == NFT_EXPRESSION_IMMEDIATE &&
		    rule->expression[i - 1].dreg == nft_register(at))
			return &rule->expression[i - 1];
	return NULL;
}

/* A rule that counts is followed by one that drops, or by none. */
static void describe_drop(const struct nft_rule *rule, const struct nft_rule *next,
			  const struct mark_layout *layout, struct module_config *config)
{
	const struct nft_expression *end = &rule->expression[rule->n_expression - 1];
	const struct nft_expression *kind, *actual;
	struct module_circuit *circuit;
	uint32_t id, bit;

	if (end->type != NFT_EXPRESSION_DYNSET || strcmp(end->name, PATHS_VIOLATIONS))
		return;
	end = &next->expression[next->n_expression - 1];
	if (end->type != NFT_EXPRESSION_VERDICT || (int)end->key != NF_DROP)
		return;
	kind = immediate_at(rule, PATHS_AT_KIND);
	actual = immediate_at(rule, PATHS_AT_ACTUAL);
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

/* Where only one kind of packet comes, they are dropped or not. */
static void describe_fate(const struct nft_chain *chain, const char *what, enum ersym_kind kind,
			  struct module_config *config)
{
	struct module_circuit *circuit = find_chain(config, what, chain->name);
	const struct nft_rule *rule;

	if (!circuit || !chain->n_rule)
		return;
	rule = &chain->rule[chain->n_rule - 1];
	if (rule->n_expression && rule->expression[0].type == NFT_EXPRESSION_VERDICT &&
	    (int)rule->expression[0].key == NF_DROP)
		circuit->drop |= 1U << kind;
}

static void describe_drops(const struct nft_table *table, const struct mark_layout *layout,
			   struct module_config *config)
{
	const struct nft_chain *chain;
	size_t i, j;

	for (i = 0; i < table->n_chain; i++) {
		chain = &table->chain[i];
		describe_fate(chain, "foreign", ERSYM_KIND_FOREIGN, config);
		describe_fate(chain, "leak", ERSYM_KIND_LEAK, config);
		for (j = 0; j + 1 < chain->n_rule; j++)
			if (chain->rule[j].n_expression && chain->rule[j + 1].n_expression)
				describe_drop(&chain->rule[j], &chain->rule[j + 1], layout,
					      config);
	}
}

void paths_describe(const struct nft_table *table, struct module_config *config)
{
	struct mark_layout layout;

	memset(config, 0, sizeof(*config));
	if (read_layout(table, &layout))
		return;
	config->mark_mask = layout.mask;
	describe_circuits(table, &layout, config);
	describe_links(table, config);
	describe_pools(table, PATHS_POOLS, AF_INET, config);
	describe_pools(table, PATHS_POOLS "6", AF_INET6, config);
	describe_drops(table, &layout, config);
	module_config_sort(config);
}

/* In one of the two fields; nothing where nothing is expected. */
static uint32_t read_circuit(const struct mark_layout *layout, const uint8_t *bytes)
{
	uint32_t mark = read_mark(bytes), id = mark_get(layout, mark, MARK_IN);

	return id != ERSYM_CIRCUIT_UNKNOWN ? id : mark_get(layout, mark, MARK_OUT);
}

/* The device of a packet, whose circuit is the one that it was on. */
static uint32_t read_device(const struct module_config *circuits, const uint8_t *bytes)
{
	size_t i, j;

	for (i = 0; i < circuits->n_circuit; i++)
		for (j = 0; j < circuits->circuit[i].n_link; j++)
			if (!memcmp(circuits->circuit[i].link[j].name, bytes, IFNAMSIZ))
				return circuits->circuit[i].id;
	return ERSYM_CIRCUIT_UNKNOWN;
}

int paths_violation_read(const struct module_config *circuits, const struct nft_set *set,
			 const struct nft_element *e, struct paths_violation *violation)
{
	const uint8_t *actual = e->key + PATHS_AT_ACTUAL;
	struct mark_layout layout;

	if (mark_layout_init(&layout, circuits->mark_mask))
		return -EINVAL;
	violation->kind = read_mark(e->key + PATHS_AT_KIND);
	violation->expected = read_circuit(&layout, e->key + PATHS_AT_EXPECTED);
	violation->actual = set->key[2] == NFT_FIELD_IFNAME ? read_device(circuits, actual) :
							      read_circuit(&layout, actual);
	return violation->actual == ERSYM_CIRCUIT_UNKNOWN ? -EINVAL : 0;
}

static const char *name_of(const struct module_config *circuits, uint32_t id)
{
	size_t i;

	if (id == ERSYM_CIRCUIT_INSIDE)
		return "inside";
	for (i = 0; i < circuits->n_circuit; i++)
		if (circuits->circuit[i].id == id)
			return circuits->circuit[i].name;
	return NULL;
}

/* Whether an id of one configuration means another circuit, or none, in another. */
static bool is_another(const struct module_config *old, const struct module_config *new,
		       uint32_t id)
{
	const char *before = name_of(old, id), *after = name_of(new, id);

	return id != ERSYM_CIRCUIT_UNKNOWN && (!before || !after || strcmp(before, after));
}

bool paths_outdated(const struct module_config *old, const struct module_config *new,
		    const struct nft_set *set, const struct nft_element *e)
{
	struct paths_violation before, after;
	struct mark_layout layout;
	uint32_t mark;

	if (old->mark_mask != new->mark_mask || mark_layout_init(&layout, old->mark_mask))
		return true;
	if (nft_fields_count(set->key) == 3)
		return paths_violation_read(old, set, e, &before) ||
		       paths_violation_read(new, set, e, &after) ||
		       before.actual != after.actual || is_another(old, new, before.expected) ||
		       is_another(old, new, before.actual);
	mark = read_mark(e->key);
	return is_another(old, new, mark_get(&layout, mark, MARK_IN)) ||
	       is_another(old, new, mark_get(&layout, mark, MARK_OUT));
}

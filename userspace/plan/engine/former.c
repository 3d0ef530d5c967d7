// SPDX-License-Identifier: GPL-2.0
/*
 * set former { type mark; elements = { MASK comment "mask", MARK comment "CIRCUIT", ... } }
 *
 * It is part of no plan. A change of ids or of the mask commits it with the new table, and
 * deletes it when all marks are converted: who finds it knows what is left to do.
 */
#include "plan/engine/former.h"

#include <stdio.h>
#include <string.h>

#include "model/mark.h"
#include "plan/engine/names.h"
#include "util/alloc.h"

static void add(struct nft_set *set, uint32_t mark, const char *comment)
{
	struct nft_element *e = nft_set_add_element(set);

	memcpy(e->key, &mark, sizeof(mark));
	e->comment = xstrdup(comment);
}

void former_add(const struct module_config *circuits, struct nft_table *table)
{
	struct mark_layout layout;
	struct nft_set *set;
	size_t i;

	if (mark_layout_init(&layout, circuits->mark_mask))
		return;
	table->present = true;
	set = nft_table_add_set(table, ENGINE_SET_FORMER);
	set->key[0] = NFT_FIELD_MARK;
	add(set, layout.mask, "mask");
	for (i = 0; i < circuits->n_circuit; i++)
		add(set, mark_value(&layout, MARK_IN, circuits->circuit[i].id),
		    circuits->circuit[i].name);
	nft_set_sort(set);
}

void former_remove(struct nft_table *table)
{
	size_t i;

	for (i = 0; i < table->n_set; i++) {
		if (strcmp(table->set[i].name, ENGINE_SET_FORMER))
			continue;
		nft_set_free(&table->set[i]);
		table->n_set--;
		memmove(&table->set[i], &table->set[i + 1],
			(table->n_set - i) * sizeof(*table->set));
		table->present = table->n_chain;
		break;
	}
}

static uint32_t key_of(const struct nft_element *e)
{
	uint32_t key;

	memcpy(&key, e->key, sizeof(key));
	return key;
}

bool former_read(const struct nft_table *table, struct module_config *circuits)
{
	const struct nft_set *set = nft_table_set(table, ENGINE_SET_FORMER);
	struct module_circuit *circuit;
	struct mark_layout layout;
	uint32_t mask = 0;
	size_t i;

	memset(circuits, 0, sizeof(*circuits));
	/* The mask includes all other elements. */
	for (i = 0; set && i < set->n_element; i++)
		mask |= key_of(&set->element[i]);
	if (mark_layout_init(&layout, mask))
		return false;
	circuits->mark_mask = mask;
	for (i = 0; i < set->n_element; i++) {
		if (key_of(&set->element[i]) == mask || !set->element[i].comment)
			continue;
		circuit = module_config_add(circuits);
		circuit->id = mark_get(&layout, key_of(&set->element[i]), MARK_IN);
		snprintf(circuit->name, sizeof(circuit->name), "%s", set->element[i].comment);
	}
	return true;
}

// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/violation.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "model/mark.h"
#include "plan/engine/names.h"

static uint32_t read_mark(const uint8_t *bytes)
{
	uint32_t mark;

	memcpy(&mark, bytes, sizeof(mark));
	return mark;
}

/* A circuit is in one of the fields "in" and "out"; in none if it is unknown. */
static uint32_t read_circuit(const struct mark_layout *layout, const uint8_t *bytes)
{
	uint32_t mark = read_mark(bytes), id = mark_get(layout, mark, MARK_IN);

	return id != ERSYM_CIRCUIT_UNKNOWN ? id : mark_get(layout, mark, MARK_OUT);
}

/* The circuit of the device that the packet was on. */
static uint32_t read_device(const struct module_config *circuits, const uint8_t *bytes)
{
	size_t i, j;

	for (i = 0; i < circuits->n_circuit; i++)
		for (j = 0; j < circuits->circuit[i].n_link; j++)
			if (!memcmp(circuits->circuit[i].link[j].name, bytes, IFNAMSIZ))
				return circuits->circuit[i].id;
	return ERSYM_CIRCUIT_UNKNOWN;
}

int engine_violation_read(const struct module_config *circuits, const struct nft_set *set,
			  const struct nft_element *e, struct engine_violation *violation)
{
	const uint8_t *actual = e->key + ENGINE_AT_ACTUAL;
	struct mark_layout layout;

	if (mark_layout_init(&layout, circuits->mark_mask))
		return -EINVAL;
	violation->kind = read_mark(e->key + ENGINE_AT_KIND);
	violation->expected = read_circuit(&layout, e->key + ENGINE_AT_EXPECTED);
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

/* Whether an id means another circuit, or none, in the new configuration. */
static bool id_changed(const struct module_config *old, const struct module_config *new,
		       uint32_t id)
{
	const char *before = name_of(old, id), *after = name_of(new, id);

	return id != ERSYM_CIRCUIT_UNKNOWN && (!before || !after || strcmp(before, after));
}

bool engine_violation_outdated(const struct module_config *old, const struct module_config *new,
			       const struct nft_set *set, const struct nft_element *e)
{
	struct engine_violation before, after;
	struct mark_layout layout;
	uint32_t mark;

	if (old->mark_mask != new->mark_mask || mark_layout_init(&layout, old->mark_mask))
		return true;
	if (nft_fields_count(set->key) == 3)
		return engine_violation_read(old, set, e, &before) ||
		       engine_violation_read(new, set, e, &after) ||
		       before.actual != after.actual || id_changed(old, new, before.expected) ||
		       id_changed(old, new, before.actual);
	mark = read_mark(e->key);
	return id_changed(old, new, mark_get(&layout, mark, MARK_IN)) ||
	       id_changed(old, new, mark_get(&layout, mark, MARK_OUT));
}

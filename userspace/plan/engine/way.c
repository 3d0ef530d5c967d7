// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/way.h"

#include <stdbool.h>
#include <string.h>

#include "model/mark.h"
#include "plan/engine/names.h"
#include "util/alloc.h"

static bool has_way(const struct circuit *circuit, const struct devices *devices)
{
	const struct device *device;
	size_t i;

	for (i = 0; i < circuit->n_link; i++) {
		device = devices_find(devices, circuit->link[i].name);
		if (device && device->running && !circuit->link[i].receive)
			return true;
	}
	/* One that ends on another host has no links to lose. */
	return !circuit->n_link;
}

static void add_value(struct nft_set *set, const struct mark_layout *layout, enum mark_field field,
		      const struct circuit *circuit)
{
	struct nft_element *e = nft_set_add_element(set);
	uint32_t value = mark_value(layout, field, circuit->id);

	memcpy(e->key, &value, sizeof(value));
	e->comment = xstrdup(circuit->name);
}

void engine_without_way(const struct site *site, const struct devices *devices,
			struct nft_table *table)
{
	struct nft_set *set = NULL;
	struct mark_layout layout;
	size_t i;

	for (i = 0; i < table->n_set; i++)
		if (!strcmp(table->set[i].name, ENGINE_SET_WITHOUT_WAY))
			set = &table->set[i];
	if (!set || mark_layout_init(&layout, site->mark_mask))
		return;
	for (i = 0; i < site->n_circuit; i++) {
		if (has_way(&site->circuit[i], devices))
			continue;
		add_value(set, &layout, MARK_IN, &site->circuit[i]);
		add_value(set, &layout, MARK_OUT, &site->circuit[i]);
	}
}

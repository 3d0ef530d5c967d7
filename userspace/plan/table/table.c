// SPDX-License-Identifier: GPL-2.0
#include "plan/table/table.h"

#include "plan/engine/engine.h"
#include "plan/table/answered.h"
#include "plan/table/filter.h"
#include "plan/table/names.h"
#include "plan/table/nat.h"
#include "plan/table/sets.h"

static bool has_links(const struct site *site)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (site->circuit[i].n_link)
			return true;
	return false;
}

void table_desired(const struct site *site, const struct wires *wires, struct nft_table *table)
{
	if (!has_links(site))
		return;
	table->present = true;
	nft_table_add_counter(table, TABLE_COUNTER_INVALID);
	nft_table_add_counter(table, TABLE_COUNTER_REFUSED);
	if (site->n_inside_device)
		nft_table_add_counter(table, TABLE_COUNTER_UNNAMED);
	table_sets(site, table);
	table_nat(site, wires, table);
	table_filter(site, table);
	table_answered(wires, table);
	if (site->engine == ENGINE_NFTABLES)
		engine_desired(site, table);
}

/* SPDX-License-Identifier: GPL-2.0 */
/* The table of the nftables engine while it is written. */
#ifndef ERSYM_PLAN_ENGINE_TABLE_H
#define ERSYM_PLAN_ENGINE_TABLE_H

#include <stdint.h>

#include "model/mark.h"
#include "model/site.h"
#include "nft/table.h"

/**
 * struct engine_table - a table that is being written
 * @site: the site that it is for
 * @table: the table, which has the rest already
 * @layout: where in a connection's mark the facts are
 * @in: bits of the fact "in"
 * @out: bits of the fact "out"
 */
struct engine_table {
	const struct site *site;
	struct nft_table *table;
	struct mark_layout layout;
	uint32_t in, out;
};

#endif

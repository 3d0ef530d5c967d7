/* SPDX-License-Identifier: GPL-2.0 */
/* The chains that filter what comes in on links. */
#ifndef ERSYM_PLAN_TABLE_FILTER_H
#define ERSYM_PLAN_TABLE_FILTER_H

#include "model/site.h"
#include "nft/table.h"

/**
 * table_filter() - add the filter chains to a table that has its sets and counters
 * @site: the site
 * @table: chains are added
 */
void table_filter(const struct site *site, struct nft_table *table);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The chains that translate sources to addresses of a pool. */
#ifndef ERSYM_PLAN_TABLE_POOL_H
#define ERSYM_PLAN_TABLE_POOL_H

#include "model/site.h"
#include "nft/table.h"
#include "plan/wire.h"

/**
 * table_pools() - add the chains of all pools and inbound pools to a table
 * @site: the circuits, with their pools
 * @wires: addresses of it that are in a network of a device
 * @table: chains are added
 */
void table_pools(const struct site *site, const struct wires *wires, struct nft_table *table);

#endif

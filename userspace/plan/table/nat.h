/* SPDX-License-Identifier: GPL-2.0 */
/* The chains that translate addresses. */
#ifndef ERSYM_PLAN_TABLE_NAT_H
#define ERSYM_PLAN_TABLE_NAT_H

#include "model/site.h"
#include "nft/table.h"
#include "plan/wire.h"

/**
 * table_nat() - add the NAT chains to a table that has its sets
 * @site: the circuits, with their pools
 * @wires: addresses of it that are in a network of a device
 * @table: chains are added
 */
void table_nat(const struct site *site, const struct wires *wires, struct nft_table *table);

#endif

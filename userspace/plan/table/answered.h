/* SPDX-License-Identifier: GPL-2.0 */
/* What reaches the addresses that this host answers for on a wire. */
#ifndef ERSYM_PLAN_TABLE_ANSWERED_H
#define ERSYM_PLAN_TABLE_ANSWERED_H

#include "nft/table.h"
#include "plan/wire.h"

/**
 * table_answered() - add the chain that keeps the host's own services from these addresses
 * @wires: the addresses
 * @table: the sets and the chain are added, if there are any addresses
 */
void table_answered(const struct wires *wires, struct nft_table *table);

#endif

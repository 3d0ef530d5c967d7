/* SPDX-License-Identifier: GPL-2.0 */
/* Sets and maps of servers by the circuits that lead to them, or that they leave by. */
#ifndef ERSYM_PLAN_TABLE_SERVERS_H
#define ERSYM_PLAN_TABLE_SERVERS_H

#include "model/site.h"
#include "nft/table.h"

/**
 * table_servers() - add the sets of servers behind circuits, and of those that open
 * connections
 * @site: the services and their circuits
 * @table: sets are added; one that would be empty is left out
 */
void table_servers(const struct site *site, struct nft_table *table);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The netmaps that an nft table translates by. */
#ifndef ERSYM_PLAN_DESCRIBE_NETMAPS_H
#define ERSYM_PLAN_DESCRIBE_NETMAPS_H

#include "model/site.h"
#include "nft/table.h"
#include "plan/link_owners.h"

/**
 * plan_describe_netmaps() - describe the netmaps of a table
 * @table: the table
 * @owners: the links of the circuits of @site, sorted
 * @site: its circuits get their netmaps; the outside prefixes of these leave the pools
 */
void plan_describe_netmaps(const struct nft_table *table, const struct link_owners *owners,
			   struct site *site);

#endif

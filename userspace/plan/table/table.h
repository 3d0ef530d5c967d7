/* SPDX-License-Identifier: GPL-2.0 */
/* The nft table of a site. */
#ifndef ERSYM_PLAN_TABLE_TABLE_H
#define ERSYM_PLAN_TABLE_TABLE_H

#include "model/site.h"
#include "nft/table.h"
#include "plan/wire.h"

/**
 * table_desired() - write the nft table that a site asks for
 * @site: the site; without links on this host there is no table
 * @wires: addresses of it that are in a network of a device
 * @table: empty; written, without what table_offload() adds
 */
void table_desired(const struct site *site, const struct wires *wires, struct nft_table *table);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The sets and maps that rules look up. */
#ifndef ERSYM_PLAN_TABLE_SETS_H
#define ERSYM_PLAN_TABLE_SETS_H

#include "model/site.h"
#include "nft/family.h"
#include "nft/table.h"

/**
 * table_sets() - add all sets and maps to an empty table
 * @site: the site
 * @table: sets are added
 */
void table_sets(const struct site *site, struct nft_table *table);

/**
 * table_set_of_prefixes() - add a set of the addresses of one family, if there are any
 * @name: its name, without what the family adds
 * @list: the addresses
 * @f: the family
 * @table: the set is added
 */
void table_set_of_prefixes(const char *name, const struct prefix_list *list,
			   const struct family *f, struct nft_table *table);

/**
 * table_translates() - check whether outbound sources of a family are translated
 * @site: the site
 * @f: the family
 *
 * Return: true if a circuit has a pool or a netmap of the family, or masquerades and the site uses
 * the family.
 */
bool table_translates(const struct site *site, const struct family *f);

#endif

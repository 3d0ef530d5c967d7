/* SPDX-License-Identifier: GPL-2.0 */
/* Prefixes that are translated one to one. */
#ifndef ERSYM_PLAN_TABLE_NETMAP_H
#define ERSYM_PLAN_TABLE_NETMAP_H

#include "model/site.h"
#include "nft/family.h"
#include "nft/table.h"

/**
 * table_netmaps() - add the sets and maps of netmaps to a table
 * @site: the circuits
 * @table: sets are added; one that would be empty is left out
 */
void table_netmaps(const struct site *site, struct nft_table *table);

/**
 * table_netmaps_snat() - add the rules that translate the sources of a circuit
 * @circuit: the circuit
 * @chain: rules are appended; only packets that leave by @circuit may reach it
 */
void table_netmaps_snat(const struct circuit *circuit, struct nft_chain *chain);

/**
 * table_netmaps_dnat() - add the rules that translate destinations
 * @table: the table, with its sets
 * @chain: rules are appended
 */
void table_netmaps_dnat(const struct nft_table *table, struct nft_chain *chain);

/**
 * table_netmaps_match() - begin a rule for packets whose destination was translated so
 * @chain: the rule is appended
 * @f: the family, of which the table has the set TABLE_SET_SERVICE_NETMAP
 *
 * Return: the rule, which has no verdict yet.
 */
struct nft_rule *table_netmaps_match(struct nft_chain *chain, const struct family *f);

#endif

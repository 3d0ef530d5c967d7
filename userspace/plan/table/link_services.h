/* SPDX-License-Identifier: GPL-2.0 */
/* Services that are published by the address of a link, whatever it is. */
#ifndef ERSYM_PLAN_TABLE_LINK_SERVICES_H
#define ERSYM_PLAN_TABLE_LINK_SERVICES_H

#include "model/site.h"
#include "nft/family.h"
#include "nft/table.h"

/**
 * table_link_services() - add the sets and maps of these services to a table
 * @site: the services and their circuits
 * @table: sets are added; one that would be empty is left out
 */
void table_link_services(const struct site *site, struct nft_table *table);

/**
 * table_link_services_dnat() - add the rules that translate their destinations
 * @table: the table, with its sets
 * @chain: rules are appended
 */
void table_link_services_dnat(const struct nft_table *table, struct nft_chain *chain);

/**
 * table_link_services_accept() - add the rules that accept what was translated
 * @table: the table, with its sets
 * @chain: rules are appended
 * @f: the family
 */
void table_link_services_accept(const struct nft_table *table, struct nft_chain *chain,
				const struct family *f);

#endif

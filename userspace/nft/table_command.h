/* SPDX-License-Identifier: GPL-2.0 */
/* The nft table, and its parts, in the language of nft(8). */
#ifndef ERSYM_NFT_TABLE_COMMAND_H
#define ERSYM_NFT_TABLE_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "nft/table.h"

/**
 * nft_flowtable_command() - write what a flowtable is declared with
 * @flowtable: the flowtable
 * @out: where to
 */
void nft_flowtable_command(const struct nft_flowtable *flowtable, FILE *out);

/**
 * nft_chain_command() - write what a chain is declared with, "{ type nat hook ...; }"
 * @chain: the chain
 * @out: where to; nothing is written for a chain that is no base chain
 */
void nft_chain_command(const struct nft_chain *chain, FILE *out);

/**
 * nft_table_command() - write the whole table
 * @table: the table
 * @out: where to
 *
 * Return: false if a rule has no words in this language.
 */
bool nft_table_command(const struct nft_table *table, FILE *out);

#endif

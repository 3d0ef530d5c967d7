/* SPDX-License-Identifier: GPL-2.0 */
/* The nft table as text. */
#ifndef ERSYM_NFT_TABLE_PRINT_H
#define ERSYM_NFT_TABLE_PRINT_H

#include <stdio.h>

#include "nft/table.h"

/**
 * nft_table_print() - write a table with all that it has
 * @table: the table
 * @out: where to
 */
void nft_table_print(const struct nft_table *table, FILE *out);

#endif

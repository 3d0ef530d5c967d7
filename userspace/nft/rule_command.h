/* SPDX-License-Identifier: GPL-2.0 */
/* Rules of the nft table in the language of nft(8). */
#ifndef ERSYM_NFT_RULE_COMMAND_H
#define ERSYM_NFT_RULE_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "nft/table.h"

/**
 * nft_rule_command() - write a rule so that nft(8) makes the same program of it
 * @table: the table, for the types of its sets
 * @rule: the rule
 * @out: where to; no line end is written
 *
 * Return: false if the language has no words for an expression of it: what is written is
 * not complete then.
 */
bool nft_rule_command(const struct nft_table *table, const struct nft_rule *rule, FILE *out);

#endif

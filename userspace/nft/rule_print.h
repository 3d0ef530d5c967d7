/* SPDX-License-Identifier: GPL-2.0 */
/* Rules of the nft table as text. */
#ifndef ERSYM_NFT_RULE_PRINT_H
#define ERSYM_NFT_RULE_PRINT_H

#include <stdio.h>

#include "nft/chain.h"

/**
 * nft_rule_print() - write a rule as its program, "[ meta load iifname => reg 1 ]"
 * @rule: the rule
 * @out: where to
 */
void nft_rule_print(const struct nft_rule *rule, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Rules that both NAT and the filter have. */
#ifndef ERSYM_PLAN_TABLE_RULE_H
#define ERSYM_PLAN_TABLE_RULE_H

#include <stdint.h>

#include "nft/family.h"
#include "nft/table.h"

/**
 * table_rule_device() - add a rule that gives a verdict on packets by their device
 * @chain: the rule is appended
 * @key: NFT_META_IIFNAME or NFT_META_OIFNAME
 * @set: set of device names
 * @code: the verdict
 * @target: chain of NFT_JUMP and NFT_GOTO, else ""
 */
void table_rule_device(struct nft_chain *chain, uint32_t key, const char *set, int code,
		       const char *target);

/**
 * table_rule_accepted() - add a rule that accepts sources which a circuit accepts
 * @chain: the rule is appended
 * @f: the family
 */
void table_rule_accepted(struct nft_chain *chain, const struct family *f);

#endif

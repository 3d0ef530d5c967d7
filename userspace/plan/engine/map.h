/* SPDX-License-Identifier: GPL-2.0 */
/* Verdict maps that lead to the chains of circuits. */
#ifndef ERSYM_PLAN_ENGINE_MAP_H
#define ERSYM_PLAN_ENGINE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "plan/engine/table.h"

/**
 * engine_add_vmap() - give a rule an anonymous verdict map
 * @rule: the rule; expr_map() with an empty name looks the map up
 * @key: type of the keys
 *
 * Return: the map.
 */
struct nft_set *engine_add_vmap(struct nft_rule *rule, enum nft_field key);

/**
 * engine_add_goto() - add an element that leads to the chain of a circuit
 * @set: the verdict map
 * @key: the key
 * @len: bytes of the key
 * @what: what the chain does, ENGINE_CHAIN_*
 * @circuit: name of the circuit
 */
void engine_add_goto(struct nft_set *set, const void *key, size_t len, const char *what,
		     const char *circuit);

/**
 * engine_rule_by_link() - add a rule that leads from each link to the chain of its circuit
 * @p: the table
 * @chain: the rule is appended
 * @device_key: NFT_META_IIFNAME or NFT_META_OIFNAME
 * @what: what the chain does, ENGINE_CHAIN_*
 */
void engine_rule_by_link(const struct engine_table *p, struct nft_chain *chain,
			 uint32_t device_key, const char *what);

#endif

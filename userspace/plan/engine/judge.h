/* SPDX-License-Identifier: GPL-2.0 */
/* Chains that judge packets of connections: in order, ICMP errors, violations. */
#ifndef ERSYM_PLAN_ENGINE_JUDGE_H
#define ERSYM_PLAN_ENGINE_JUDGE_H

#include <stdint.h>

#include "plan/engine/place.h"
#include "plan/engine/table.h"

/**
 * engine_judge_in() - add all rules for packets that came in at a place
 * @p: the table
 * @chain: rules are appended
 * @place: the place
 * @inside: the inside
 */
void engine_judge_in(const struct engine_table *p, struct nft_chain *chain,
		     const struct place *place, const struct place *inside);

/**
 * engine_judge_out() - add all rules for packets that are about to leave at a place
 * @p: the table
 * @chain: rules are appended
 * @place: the place
 */
void engine_judge_out(const struct engine_table *p, struct nft_chain *chain,
		      const struct place *place);

/**
 * engine_rule_learn() - add a rule that writes a fact which is unknown
 * @p: the table
 * @chain: the rule is appended
 * @field: the fact, MARK_IN or MARK_OUT
 * @place: where the packet is
 *
 * The fact of a connection is unknown if it is older than the table, or if its
 * circuit is no longer in the configuration.
 */
void engine_rule_learn(const struct engine_table *p, struct nft_chain *chain,
		       enum mark_field field, const struct place *place);

/**
 * engine_map_pins() - pin packets to the circuit that a fact names
 * @p: the table
 * @rule: expressions are added
 * @mask: bits of the connection's mark that are looked at
 * @field: the fact that names the circuit
 * @fixed: value of the other bits of @mask
 */
void engine_map_pins(const struct engine_table *p, struct nft_rule *rule, uint32_t mask,
		     enum mark_field field, uint32_t fixed);

#endif

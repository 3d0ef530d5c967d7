/* SPDX-License-Identifier: GPL-2.0 */
/* Chains for packets that begin a connection or have none. */
#ifndef ERSYM_PLAN_ENGINE_FIRST_H
#define ERSYM_PLAN_ENGINE_FIRST_H

#include <stdbool.h>

#include "plan/engine/place.h"
#include "plan/engine/table.h"

/**
 * engine_chains_first() - add the chains first-in and first-out of a circuit
 * @p: the table
 * @place: the circuit
 */
void engine_chains_first(const struct engine_table *p, const struct place *place);

/**
 * engine_chain_enter() - add the chain that writes the fact "in"
 * @p: the table
 * @place: the circuit, or the inside
 */
void engine_chain_enter(const struct engine_table *p, const struct place *place);

/**
 * engine_chain_exit() - add the chain that writes the fact "out"
 * @p: the table
 * @place: the circuit, or the inside
 */
void engine_chain_exit(const struct engine_table *p, const struct place *place);

/**
 * engine_chain_child() - add the chain for the first packet of a child connection
 * @p: the table
 */
void engine_chain_child(const struct engine_table *p);

/**
 * engine_rules_wrong_pool() - add rules that look an address up in other circuits' pools
 * @p: the table
 * @chain: rules are appended
 * @foreign: look at the destination of what came in, not at the source of what leaves
 */
void engine_rules_wrong_pool(const struct engine_table *p, struct nft_chain *chain, bool foreign);

/**
 * engine_chain_owner() - add the chain for addresses of a circuit's pool on other circuits
 * @p: the table
 * @circuit: the circuit that has the pool
 */
void engine_chain_owner(const struct engine_table *p, const struct circuit *circuit);

/**
 * engine_chains_wrong_pool() - add the chains that decide what is done with such packets
 * @p: the table
 * @place: the circuit that the packets are on
 */
void engine_chains_wrong_pool(const struct engine_table *p, const struct place *place);

#endif

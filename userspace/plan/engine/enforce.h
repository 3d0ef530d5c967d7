/* SPDX-License-Identifier: GPL-2.0 */
/* The inside addresses that dropping is limited to, in engine nftables. */
#ifndef ERSYM_PLAN_ENGINE_ENFORCE_H
#define ERSYM_PLAN_ENGINE_ENFORCE_H

#include "plan/engine/table.h"

/**
 * engine_enforces() - check whether dropping is limited to some connections
 * @p: the table
 *
 * Return: true if it is.
 */
bool engine_enforces(const struct engine_table *p);

/**
 * engine_drop() - end a rule with the verdict on a packet that the policy drops
 * @p: the table
 * @rule: the rule; the next one of its chain sees packets of other connections
 */
void engine_drop(const struct engine_table *p, struct nft_rule *rule);

/**
 * engine_enforce() - add the sets of the addresses, and the chain that drops, if any are named
 * @p: the table
 */
void engine_enforce(const struct engine_table *p);

#endif

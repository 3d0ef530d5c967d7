/* SPDX-License-Identifier: GPL-2.0 */
/* What rules about the facts of connections are made of, and how some of them begin. */
#ifndef ERSYM_PLAN_ENGINE_RULE_H
#define ERSYM_PLAN_ENGINE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/engine/table.h"

/**
 * engine_chain() - add a chain of a circuit
 * @p: the table
 * @what: what the chain does, ENGINE_CHAIN_*
 * @circuit: name of the circuit, or "inside"
 *
 * Return: the chain; the pointer is valid until the next one is added.
 */
struct nft_chain *engine_chain(const struct engine_table *p, const char *what,
			       const char *circuit);

/* goto WHAT-CIRCUIT */
void engine_goto(struct nft_rule *rule, const char *what, const char *circuit);
/* A rule that is a verdict and nothing else. */
void engine_rule_verdict(struct nft_chain *chain, int code, const char *target);

/* ct mark & MASK */
void engine_load_mark(struct nft_rule *rule, uint32_t mask, unsigned int at);
/* ct mark set ct mark & ~FIELDS | VALUE */
void engine_write_mark(struct nft_rule *rule, uint32_t fields, uint32_t value);
/* ct state STATES; none of them if @any is false */
void engine_match_state(struct nft_rule *rule, uint32_t states, bool any);
/* ct mark & FIELD @known-FIELD; @flags are those of a look-up */
void engine_match_known(struct nft_rule *rule, const struct engine_table *p,
			enum mark_field field, uint32_t flags);

/* ct direction DIRECTION, which no packet without a connection matches */
struct nft_rule *engine_rule_direction(struct nft_chain *chain, uint8_t direction);
/* ct direction DIRECTION ct mark & MASK == VALUE */
struct nft_rule *engine_rule_fact(struct nft_chain *chain, uint8_t direction, uint32_t mask,
				  uint32_t value);
/* ct status STATUS; not STATUS if @set is false */
struct nft_rule *engine_rule_status(struct nft_chain *chain, uint32_t status, bool set);
/* ct status ! confirmed: the first packet of a connection */
struct nft_rule *engine_rule_first(struct nft_chain *chain);

#endif

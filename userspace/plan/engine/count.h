/* SPDX-License-Identifier: GPL-2.0 */
/* Expressions that count violations in the sets that packets fill. */
#ifndef ERSYM_PLAN_ENGINE_COUNT_H
#define ERSYM_PLAN_ENGINE_COUNT_H

#include "plan/engine/place.h"
#include "plan/engine/table.h"

/**
 * engine_count_by_fact() - count a violation of what a connection's fact says
 * @rule: expressions are added
 * @p: the table
 * @set: ENGINE_SET_VIOLATIONS or ENGINE_SET_STRAYED
 * @kind: kind of the violation
 * @expected: the fact that names the expected circuit
 * @place: where the packet is
 */
void engine_count_by_fact(struct nft_rule *rule, const struct engine_table *p, const char *set,
			  enum ersym_kind kind, enum mark_field expected,
			  const struct place *place);

/**
 * engine_count_way_gone() - count a violation if the expected circuit has no running link
 * @rule: expressions are added
 * @p: the table
 * @kind: kind of the violation
 * @expected: the fact that names the circuit that the packet is pinned to
 * @place: where the packet is
 */
void engine_count_way_gone(struct nft_rule *rule, const struct engine_table *p,
			   enum ersym_kind kind, enum mark_field expected,
			   const struct place *place);

/**
 * engine_mark_counted() - write into a packet's mark that it is counted as a violation
 * @rule: expressions are added
 * @p: the table
 * @place: where the packet is
 *
 * For the filter of inside-devices, which does not count it a second time. Without that
 * filter nothing is added.
 */
void engine_mark_counted(struct nft_rule *rule, const struct engine_table *p,
			 const struct place *place);

/**
 * engine_count_unexpected() - count a violation whose expected circuit is unknown
 * @rule: expressions are added
 * @set: ENGINE_SET_VIOLATIONS or ENGINE_SET_STRAYED
 * @kind: kind of the violation
 * @place: where the packet is
 */
void engine_count_unexpected(struct nft_rule *rule, const char *set, enum ersym_kind kind,
			     const struct place *place);

/**
 * engine_match_stray_changes() - match connections that have not strayed to a place, and
 * write that they have
 * @rule: expressions are added
 * @p: the table
 * @place: where the packet is
 */
void engine_match_stray_changes(struct nft_rule *rule, const struct engine_table *p,
				const struct place *place);

#endif

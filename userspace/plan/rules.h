/* SPDX-License-Identifier: GPL-2.0 */
/* Routing rules that lead from the mark of a packet to the table of its circuit. */
#ifndef ERSYM_PLAN_RULES_H
#define ERSYM_PLAN_RULES_H

#include <stddef.h>
#include <stdint.h>

#include "model/mark.h"
#include "model/site.h"
#include "plan/state.h"

/**
 * plan_rules() - add the routing rules of a site to a state
 * @site: the circuits
 * @state: rules are added
 */
void plan_rules(const struct site *site, struct state *state);

/**
 * plan_rules_of_ids() - add the routing rules of one family to a state
 * @layout: where the routing mark is in a packet's mark
 * @family: AF_INET or AF_INET6
 * @id: ids of the circuits that carry the family, in ascending order
 * @n: number of @id
 * @state: rules are added
 */
void plan_rules_of_ids(const struct mark_layout *layout, uint8_t family, const uint32_t *id,
		       size_t n, struct state *state);

#endif

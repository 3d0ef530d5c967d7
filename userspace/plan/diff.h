/* SPDX-License-Identifier: GPL-2.0 */
/* The operations that lead from one state to another. */
#ifndef ERSYM_PLAN_DIFF_H
#define ERSYM_PLAN_DIFF_H

#include "plan/operation.h"
#include "plan/state.h"

/**
 * plan_diff() - the operations that lead from one state to another
 * @observed: the state before, sorted by state_sort()
 * @desired: the state after, sorted likewise
 * @operations: written; none if the states are the same; to be freed with
 *              operations_free()
 *
 * They are in the order of their stages. Within the nft table deletions precede
 * additions, and what is referred to precedes what refers to it. The operations point
 * into both states.
 */
void plan_diff(const struct state *observed, const struct state *desired,
	       struct operations *operations);

#endif

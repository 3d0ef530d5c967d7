/* SPDX-License-Identifier: GPL-2.0 */
/* Operations on all parts of the kernel, in the order that keeps packets on their path. */
#ifndef ERSYM_TRANSACTION_CARRY_OUT_H
#define ERSYM_TRANSACTION_CARRY_OUT_H

#include <stdbool.h>

#include "plan/operation.h"
#include "plan/state.h"
#include "transaction/kernel.h"

/**
 * carry_out_operations() - carry out a plan
 * @kernel: connections that are open
 * @operations: from @observed to @desired
 * @observed: the state that was planned from
 * @desired: the state that is wanted
 *
 * The order is that of the stages; the module takes two configurations if pools change.
 * An error is reported on stderr; what was done before it is not undone.
 *
 * Return: 0; an error for which is_outdated() is true; another -errno
 */
int carry_out_operations(struct kernel *kernel, const struct operations *operations,
			 const struct state *observed, const struct state *desired);

/* How often a plan may be made again because the ruleset changed meanwhile. */
#define RETRIES_MAX 10

/**
 * is_outdated() - check whether a plan failed only because it was outdated
 * @err: what carry_out_operations() returned
 *
 * The ruleset changed after it was observed, or the kernel's answer was lost, so that it is
 * not known what is in force: observing and planning again helps.
 *
 * Return: true if it did.
 */
bool is_outdated(int err);

#endif

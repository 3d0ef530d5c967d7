/* SPDX-License-Identifier: GPL-2.0 */
/* One attempt to lead the kernel from one state to another. */
#ifndef ERSYM_TRANSACTION_CHANGE_H
#define ERSYM_TRANSACTION_CHANGE_H

#include "plan/state.h"
#include "transaction/kernel.h"

/**
 * change_state() - change all parts of the kernel
 * @kernel: connections that are open
 * @observed: the state as observed
 * @desired: the state that is wanted; the same again when this returns, but what pointed
 *	into its nft table does so no more
 *
 * If connections may carry former circuits in their marks, the nft table has a set of these
 * beside what is wanted, until change_finish(). An error is reported on stderr; what was
 * done before it is not undone.
 *
 * Return: 0; an error for which is_outdated() is true; another -errno
 */
int change_state(struct kernel *kernel, const struct state *observed, struct state *desired);

/**
 * change_finish() - convert marks of connections after change_state()
 * @kernel: connections that are open
 * @observed: the state before the change
 * @desired: the state that is in force now
 *
 * An error is reported on stderr, with the command that repairs it.
 *
 * Return: 0 or -errno
 */
int change_finish(struct kernel *kernel, const struct state *observed,
		  const struct state *desired);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The way back after a failure. */
#ifndef ERSYM_TRANSACTION_UNDO_H
#define ERSYM_TRANSACTION_UNDO_H

#include "plan/state.h"
#include "transaction/kernel.h"

/**
 * undo_changes() - bring the kernel back to an earlier state
 * @kernel: connections that are open
 * @before: the state; as for change_state()
 *
 * If another program changes the nft ruleset meanwhile, the way back is planned again.
 * If some changes remain, that is reported on stderr.
 */
void undo_changes(struct kernel *kernel, struct state *before);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What ersym has in the kernel. */
#ifndef ERSYM_TRANSACTION_OBSERVE_H
#define ERSYM_TRANSACTION_OBSERVE_H

#include "plan/state.h"
#include "transaction/kernel.h"

/**
 * observe_state() - read the module's configuration, the rules, routes and nft table of ersym
 * @kernel: connections that are open
 * @state: written, sorted, to be freed with state_free(); empty after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int observe_state(struct kernel *kernel, struct state *state);

#endif

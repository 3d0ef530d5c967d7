/* SPDX-License-Identifier: GPL-2.0 */
/* A transaction whose configuration is kept, so that the service follows it. */
#ifndef ERSYM_TRANSACTION_APPLY_H
#define ERSYM_TRANSACTION_APPLY_H

#include <stddef.h>

#include "transaction/in_force.h"
#include "transaction/transaction.h"

/**
 * transaction_apply() - carry out a plan, and keep the configuration that it came from
 * @t: a transaction that has been planned
 * @kernel: connections that are open
 * @site: as for transaction_plan()
 * @kept: where the configuration is kept
 * @text: the configuration; NULL if @site is: nothing is in force afterwards
 * @length: bytes of it
 *
 * It is written before the first change, and is the one in force after the last: what a
 * process that was killed leaves is one or the other. Signals that would end the program are
 * delivered afterwards. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int transaction_apply(struct transaction *t, struct kernel *kernel, const struct site *site,
		      struct in_force *kept, const char *text, size_t length);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* A transaction whose configuration is kept, so that the service follows it. */
#ifndef ERSYM_TRANSACTION_APPLY_H
#define ERSYM_TRANSACTION_APPLY_H

#include <stddef.h>

#include "transaction/in_force.h"
#include "transaction/note.h"
#include "transaction/transaction.h"

/**
 * struct replacement - what takes the place of the configuration in force
 * @site: as for transaction_plan()
 * @text: the configuration; NULL if @site is: nothing is in force afterwards
 * @length: bytes of it
 * @kept: where the configuration is kept
 * @note: what the history says; NULL: this completes a change that was interrupted
 * @seconds: in which it has to be confirmed; 0: it is confirmed
 */
struct replacement {
	const struct site *site;
	const char *text;
	size_t length;
	struct in_force *kept;
	const struct note *note;
	unsigned int seconds;
};

/**
 * transaction_apply() - carry out a plan, and keep the configuration that it came from
 * @t: a transaction that has been planned
 * @kernel: connections that are open
 * @r: what is put in force
 *
 * It is written before the first change, and is the one in force after the last: what a
 * process that was killed leaves is one or the other. Signals that would end the program are
 * delivered afterwards. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int transaction_apply(struct transaction *t, struct kernel *kernel, const struct replacement *r);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Sets a circuit down or up, or lets its links and its probe decide. */
#ifndef ERSYM_TRANSACTION_OVERRIDE_H
#define ERSYM_TRANSACTION_OVERRIDE_H

#include "live/transition.h"
#include "model/site.h"
#include "plan/circuit_record.h"
#include "transaction/transaction.h"

/**
 * struct override - the state that is set for a circuit, and what that changed
 * @circuit: the circuit, of the site in force
 * @word: the state
 * @why: the reason that was given; may be empty
 * @transaction: what it changed in the kernel, to be freed with transaction_free()
 * @transitions: circuits that went down, or are up again, to be freed with transitions_free()
 */
struct override {
	const struct circuit *circuit;
	enum word word;
	const char *why;
	struct transaction transaction;
	struct transitions transitions;
};

/**
 * circuit_override() - set the state of a circuit, and carry out what follows
 * @override: circuit, state and reason; the rest is written
 * @kernel: connections that are open
 * @site: the site in force
 *
 * The state is kept on disk before anything is changed. If the change is refused or undone,
 * the former one is kept again. An error is reported on stderr, except -EEXIST.
 *
 * Return: 0; -EEXIST if the site conflicts with what other programs have, with the reasons in
 * the transaction; another -errno
 */
int circuit_override(struct override *override, struct kernel *kernel, const struct site *site);

#endif

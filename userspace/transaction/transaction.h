/* SPDX-License-Identifier: GPL-2.0 */
/* A change of everything that ersym has in this network namespace: planned and carried out. */
#ifndef ERSYM_TRANSACTION_TRANSACTION_H
#define ERSYM_TRANSACTION_TRANSACTION_H

#include <stdbool.h>

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/condition.h"
#include "plan/operation.h"
#include "plan/state.h"
#include "transaction/kernel.h"

/**
 * struct transaction - a change from what is in the kernel to what a site asks for
 * @observed: the state before the first change
 * @desired: the state that is wanted, as last planned
 * @conditions: of the circuits, which @desired was planned with
 * @operations: from @observed to @desired
 * @diags: what the plan found on links and in rules of other programs; an error forbids the
 *	transaction
 * @complete: the state in the kernel is @desired
 */
struct transaction {
	struct state observed;
	struct state desired;
	struct conditions conditions;
	struct operations operations;
	struct diagnostics diags;
	bool complete;
};

/**
 * transaction_plan() - observe and plan
 * @t: written, to be freed with transaction_free() even after an error
 * @kernel: connections that are open
 * @site: the site; NULL: nothing of ersym should remain
 *
 * An error is reported on stderr, except -EEXIST.
 *
 * Return: 0; -EEXIST if the site conflicts with what other programs have, with the reasons in
 * @t->diags; another -errno
 */
int transaction_plan(struct transaction *t, struct kernel *kernel, const struct site *site);

/**
 * transaction_run() - carry out the plan
 * @t: a transaction that has been planned; updated if it has to be planned again
 * @kernel: connections that are open
 * @site: as for transaction_plan()
 *
 * If a step fails, the steps before it are undone; only if marks of connections cannot be
 * converted, which is the last step, the new state stays. If another program changes the nft
 * ruleset meanwhile, the transaction is planned again and carried out from there. Without
 * operations nothing is sent. Signals that would end the program are delivered when the
 * change is complete or undone. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int transaction_run(struct transaction *t, struct kernel *kernel, const struct site *site);

/**
 * transaction_free() - free what transaction_plan() allocated
 * @t: the transaction
 */
void transaction_free(struct transaction *t);

#endif

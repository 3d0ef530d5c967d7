// SPDX-License-Identifier: GPL-2.0
#include "transaction/transaction.h"

#include <errno.h>
#include <string.h>

#include "backend/mark_observe.h"
#include "plan/conflict.h"
#include "plan/diff.h"
#include "transaction/carry_out.h"
#include "transaction/change.h"
#include "transaction/convert.h"
#include "transaction/desired.h"
#include "transaction/observe.h"
#include "transaction/signals.h"
#include "transaction/undo.h"
#include "util/error.h"

int transaction_plan(struct transaction *t, struct kernel *kernel, const struct site *site)
{
	int ret;

	memset(t, 0, sizeof(*t));
	ret = observe_state(kernel, &t->observed);
	if (!ret && site)
		ret = marks_observe(&kernel->nft, &t->observed.mark_uses);
	if (!ret && site) {
		plan_conflicts_marks(site, &t->observed, &t->diags);
		plan_conflicts(site, &t->observed, &t->diags);
		plan_conflicts_order(site, &t->observed, &t->diags);
	}
	if (!ret)
		ret = desired_state(kernel, site, &t->observed, &t->conditions, &t->desired,
				    &t->diags);
	if (ret)
		return ret;
	plan_diff(&t->observed, &t->desired, &t->operations);
	return t->diags.n_error ? -EEXIST : 0;
}

/* Observes, plans and carries out once more. */
static int run_again(struct transaction *t, struct kernel *kernel, const struct site *site)
{
	struct state now;
	int ret;

	ret = observe_state(kernel, &now);
	if (ret)
		return ret;
	state_free(&t->desired);
	conditions_free(&t->conditions);
	ret = desired_state(kernel, site, &now, &t->conditions, &t->desired, NULL);
	/* The error has been reported; another attempt would not help. */
	if (!ret && convert_rest(&now))
		ret = -EIO;
	if (!ret)
		ret = change_state(kernel, &now, &t->desired);
	state_free(&now);
	return ret;
}

/*
 * What an earlier change left unfinished comes first, because after this change nobody
 * could tell what those marks mean.
 */
static int run(struct transaction *t, struct kernel *kernel, const struct site *site)
{
	int i, ret = convert_rest(&t->observed);

	if (ret)
		return ret;
	ret = change_state(kernel, &t->observed, &t->desired);
	for (i = 0; is_outdated(ret) && i < RETRIES_MAX; i++)
		ret = run_again(t, kernel, site);
	if (ret == -ERESTART)
		error("other programs changed the nft ruleset during each of %d attempts: try again",
		      RETRIES_MAX + 1);
	else if (ret == -ENOBUFS)
		error("the kernel's acknowledgements were lost: raise net.core.rmem_max");
	if (ret) {
		undo_changes(kernel, &t->observed);
		return ret;
	}
	t->complete = true;
	return change_finish(kernel, &t->observed, &t->desired);
}

int transaction_run(struct transaction *t, struct kernel *kernel, const struct site *site)
{
	sigset_t before;
	int ret;

	if (!t->operations.n) {
		t->complete = true;
		return 0;
	}
	signals_hold(&before);
	operations_free(&t->operations);
	ret = run(t, kernel, site);
	plan_diff(&t->observed, &t->desired, &t->operations);
	if (!ret && signals_pending())
		warning("a signal arrived during the change, which is complete");
	signals_release(&before);
	return ret;
}

void transaction_free(struct transaction *t)
{
	operations_free(&t->operations);
	state_free(&t->desired);
	state_free(&t->observed);
	conditions_free(&t->conditions);
	diagnostics_free(&t->diags);
}

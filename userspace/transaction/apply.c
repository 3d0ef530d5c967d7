// SPDX-License-Identifier: GPL-2.0
#include "transaction/apply.h"

#include <errno.h>

#include "transaction/signals.h"
#include "transaction/unconfirmed.h"
#include "transaction/unfinished.h"

/* Everything that is needed later is on disk before the first message. */
static int prepare(const struct replacement *r, struct unfinished *u, size_t changes)
{
	int err = 0;

	if (r->text)
		err = in_force_prepare(r->kept, r->text, r->length);
	if (!err && r->note && r->seconds)
		err = unconfirmed_begin(r->kept, r->seconds);
	if (!err)
		err = unfinished_begin(u, r, changes);
	return err;
}

static void abandon(const struct replacement *r, const struct unfinished *u)
{
	in_force_abandon(r->kept);
	if (r->note && r->seconds)
		unconfirmed_end(r->kept);
	unfinished_abandon(u, r->kept);
}

static int commit(const struct replacement *r, const struct unfinished *u)
{
	int err = r->text ? in_force_commit(r->kept) : in_force_remove(r->kept);

	if (!err && !r->seconds)
		err = unconfirmed_end(r->kept);
	if (!err)
		unfinished_commit(u, r->kept);
	return err;
}

static int run(struct transaction *t, struct kernel *kernel, const struct replacement *r)
{
	struct unfinished u = { 0 };
	int ret, err = 0;

	if (prepare(r, &u, t->operations.n)) {
		abandon(r, &u);
		return -EIO;
	}
	ret = transaction_run(t, kernel, r->site);
	if (t->complete)
		err = commit(r, &u);
	else
		abandon(r, &u);
	return ret ? ret : err;
}

int transaction_apply(struct transaction *t, struct kernel *kernel, const struct replacement *r)
{
	sigset_t before;
	int ret;

	signals_hold(&before);
	ret = run(t, kernel, r);
	signals_release(&before);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0
#include "transaction/apply.h"

#include <errno.h>

#include "transaction/signals.h"

static int run(struct transaction *t, struct kernel *kernel, const struct site *site,
	       struct in_force *kept, const char *text, size_t length)
{
	int ret, err = 0;

	if (text && in_force_prepare(kept, text, length))
		return -EIO;
	ret = transaction_run(t, kernel, site);
	if (!t->complete)
		in_force_abandon(kept);
	else
		err = text ? in_force_commit(kept) : in_force_remove(kept);
	return ret ? ret : err;
}

int transaction_apply(struct transaction *t, struct kernel *kernel, const struct site *site,
		      struct in_force *kept, const char *text, size_t length)
{
	sigset_t before;
	int ret;

	signals_hold(&before);
	ret = run(t, kernel, site, kept, text, length);
	signals_release(&before);
	return ret;
}

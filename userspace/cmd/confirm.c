// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend/lock.h"
#include "restore/restore.h"
#include "transaction/history.h"
#include "transaction/unconfirmed.h"
#include "util/error.h"

static void report_nothing(const struct in_force *kept)
{
	const struct past_change *last;
	struct past past;

	history_read(kept, &past);
	last = past.n ? &past.v[past.n - 1] : NULL;
	if (last && last->action && !strcmp(last->action, "expire"))
		error("nothing has to be confirmed: the last change was undone, because it was not confirmed in time");
	else
		error("nothing has to be confirmed");
	past_free(&past);
}

static int confirm(struct in_force *kept)
{
	enum recovered what;
	struct record record;
	/* A change that was interrupted is confirmed only if it can be completed. */
	int ret = restore_unfinished(kept, &what);

	if (ret)
		return ret;
	ret = unconfirmed_read(kept, &record);
	if (ret == -ENOENT) {
		report_nothing(kept);
	} else if (!ret && !unconfirmed_left(&record)) {
		restore_unconfirmed(kept);
		ret = -ETIME;
	} else if (!ret || ret == -EBADMSG) {
		ret = unconfirmed_end(kept);
	}
	record_free(&record);
	return ret;
}

int cmd_confirm(struct context *ctx, int argc, char **argv)
{
	struct in_force kept;
	int ret;

	if (lock_take())
		return EXIT_FAILURE;
	ret = in_force_open(&kept);
	if (!ret)
		ret = confirm(&kept);
	in_force_close(&kept);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

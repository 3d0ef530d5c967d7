// SPDX-License-Identifier: GPL-2.0
#include "transaction/undo.h"

#include <stdbool.h>

#include "plan/engine/former.h"
#include "transaction/carry_out.h"
#include "transaction/change.h"
#include "transaction/convert.h"
#include "transaction/observe.h"
#include "util/error.h"

/*
 * Observes, plans and carries out the way back once. Marks of a change that was not finished
 * are left as they are, unless the way back itself was interrupted.
 */
static int undo_once(struct kernel *kernel, struct state *before, bool again)
{
	struct state now;
	int ret;

	ret = observe_state(kernel, &now);
	if (ret)
		return ret;
	if (again)
		convert_rest(&now);
	ret = change_state(kernel, &now, before);
	if (!ret)
		change_finish(kernel, &now, before);
	state_free(&now);
	return ret;
}

void undo_changes(struct kernel *kernel, struct state *before)
{
	int i, ret;

	former_remove(&before->nft);
	ret = undo_once(kernel, before, false);
	for (i = 0; is_outdated(ret) && i < RETRIES_MAX; i++)
		ret = undo_once(kernel, before, true);
	if (ret)
		error("rollback failed, some changes remain: run \"ersym diff\"");
}

// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdlib.h>

#include "backend/lock.h"
#include "backend/state.h"

int cmd_clear(struct context *ctx, int argc, char **argv)
{
	struct transition t;
	struct kernel kernel;
	int ret;

	/* Without the module there may still be routes and a table. */
	if (lock_take() || kernel_open(&kernel, false))
		return EXIT_FAILURE;
	ret = transition_plan(&t, &kernel, NULL);
	if (!ret)
		ret = transition_run(&t, &kernel, NULL);
	transition_free(&t);
	kernel_close(&kernel);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

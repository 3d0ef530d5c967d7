// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdlib.h>

#include "backend/lock.h"
#include "cmd/change.h"

int cmd_clear(struct context *ctx, int argc, char **argv)
{
	struct source nothing = { .name = "clear" };
	struct in_force kept;
	int ret;

	if (lock_take())
		return EXIT_FAILURE;
	ret = in_force_open(&kept);
	if (!ret)
		ret = change_make(NULL, &nothing, &kept, "clear", 0);
	in_force_close(&kept);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

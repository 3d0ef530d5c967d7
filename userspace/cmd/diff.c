// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/usage.h"

int cmd_diff(struct context *ctx, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--commands"))
			return usage_error("diff takes --commands alone: %s", argv[i]);
		ctx->commands = true;
	}
	return change_to_site(ctx, false);
}

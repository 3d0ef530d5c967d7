// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/unconfirmed.h"
#include "cmd/usage.h"

int cmd_diff(struct context *ctx, int argc, char **argv)
{
	struct source source;
	int i, ret;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--commands"))
			return usage_error("diff takes --commands alone: %s", argv[i]);
		ctx->commands = true;
	}
	ret = change_load(ctx, &source);
	unconfirmed_report();
	if (!ret)
		ret = change_show(ctx, &source);
	source_free(&source);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

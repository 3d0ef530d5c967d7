// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdlib.h>

#include "run/service.h"

int cmd_run(struct context *ctx, int argc, char **argv)
{
	return service_run(ctx->config) ? EXIT_FAILURE : EXIT_SUCCESS;
}

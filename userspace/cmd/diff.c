// SPDX-License-Identifier: GPL-2.0
#include "cmd/change.h"
#include "cmd/cmd.h"

int cmd_diff(struct context *ctx, int argc, char **argv)
{
	return change_to_site(ctx, false);
}

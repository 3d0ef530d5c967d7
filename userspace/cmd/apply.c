// SPDX-License-Identifier: GPL-2.0
#include "cmd/change.h"
#include "cmd/cmd.h"

int cmd_apply(struct context *ctx, int argc, char **argv)
{
	return change_to_site(ctx, true);
}

// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "network/cmd/cmd.h"
#include "network/print/findings.h"

bool load_or_say(const struct net_context *ctx, struct loaded *loaded)
{
	load(ctx->path, loaded);
	findings_print(&loaded->findings, stderr);
	return loaded->whole;
}

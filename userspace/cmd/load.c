// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdio.h>

#include "config/config.h"
#include "out/diagnostic.h"

int load_site(const struct context *ctx, struct site *site)
{
	struct diagnostics diags = { 0 };
	int err;

	err = config_load(ctx->config, site, &diags);
	diagnostics_print(&diags, ctx->config, stderr);
	diagnostics_free(&diags);
	return err;
}

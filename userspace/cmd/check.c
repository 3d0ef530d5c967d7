// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdlib.h>

#include "config/config.h"
#include "print/diagnostic.h"
#include "print/json.h"

int cmd_check(struct context *ctx, int argc, char **argv)
{
	struct diagnostics diags = { 0 };
	struct site site;
	int err;

	err = config_load(ctx->config, &site, &diags);
	if (ctx->json)
		json_print(diagnostics_json(&diags, ctx->config), stdout);
	else
		diagnostics_print(&diags, ctx->config, stderr);
	diagnostics_free(&diags);
	site_free(&site);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "network/cmd/cmd.h"
#include "network/print/findings.h"
#include "print/json.h"

int net_cmd_check(struct net_context *ctx, int argc, char **argv)
{
	struct loaded loaded;
	int status;

	if (argc > 1)
		return net_usage_error("check takes no arguments: %s", argv[1]);
	load(ctx->path, &loaded);
	if (ctx->json)
		json_print(findings_json(&loaded.findings), stdout);
	else
		findings_print(&loaded.findings, stderr);
	status = findings_errors(&loaded.findings) ? EXIT_FAILURE : EXIT_SUCCESS;
	loaded_free(&loaded);
	return status;
}

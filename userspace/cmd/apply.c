// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "backend/lock.h"
#include "backend/state.h"
#include "out/diagnostic.h"
#include "out/json.h"
#include "out/operations.h"

static int apply(const struct context *ctx, struct kernel *kernel, const struct site *site)
{
	struct transition t;
	int ret;

	ret = transition_plan(&t, kernel, site);
	diagnostics_print(&t.diags, ctx->config, stderr);
	if (!ret)
		ret = transition_run(&t, kernel, site);
	if (!ret && ctx->json)
		json_print(operations_json(&t.operations), stdout);
	else if (!ret)
		operations_text(&t.operations, stdout);
	transition_free(&t);
	return ret;
}

int cmd_apply(struct context *ctx, int argc, char **argv)
{
	struct kernel kernel;
	struct site site;
	int ret;

	ret = load_site(ctx, &site);
	if (!ret)
		ret = lock_take();
	if (!ret)
		ret = kernel_open(&kernel, site.engine == ENGINE_MODULE);
	if (!ret) {
		ret = apply(ctx, &kernel, &site);
		kernel_close(&kernel);
	}
	site_free(&site);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

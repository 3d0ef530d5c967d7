// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "backend/lock.h"
#include "backend/state.h"
#include "out/diagnostic.h"
#include "out/json.h"
#include "out/operations.h"

static int transition(const struct context *ctx, struct kernel *kernel, const struct site *site,
		      bool run)
{
	struct transition t;
	int ret;

	ret = transition_plan(&t, kernel, site);
	diagnostics_print(&t.diags, ctx->config, stderr);
	if (!ret && run)
		ret = transition_run(&t, kernel, site);
	if (!ret && ctx->json)
		json_print(operations_json(&t.operations), stdout);
	else if (!ret)
		operations_text(&t.operations, stdout);
	transition_free(&t);
	return ret;
}

static int load_and_plan(const struct context *ctx, bool run)
{
	struct kernel kernel;
	struct site site;
	int ret;

	ret = load_site(ctx, &site);
	if (!ret && run)
		ret = lock_take();
	if (!ret)
		ret = kernel_open(&kernel, site.engine == ENGINE_MODULE);
	if (!ret) {
		ret = transition(ctx, &kernel, &site, run);
		kernel_close(&kernel);
	}
	site_free(&site);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

int cmd_apply(struct context *ctx, int argc, char **argv)
{
	return load_and_plan(ctx, true);
}

int cmd_diff(struct context *ctx, int argc, char **argv)
{
	return load_and_plan(ctx, false);
}

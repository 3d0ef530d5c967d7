// SPDX-License-Identifier: GPL-2.0
#include "cmd/change.h"

#include <stdio.h>
#include <stdlib.h>

#include "backend/lock.h"
#include "cmd/missing.h"
#include "config/config.h"
#include "print/commands.h"
#include "print/diagnostic.h"
#include "print/json.h"
#include "print/operations.h"
#include "transaction/apply.h"

/* struct source - the configuration file: as a site, and its text */
struct source {
	struct site site;
	char *text;
	size_t length;
};

static int apply(struct transaction *t, struct kernel *kernel, const struct source *source)
{
	struct in_force kept;
	int ret = in_force_open(&kept);

	if (!ret)
		ret = transaction_apply(t, kernel, &source->site, &kept, source->text,
					source->length);
	in_force_close(&kept);
	return ret;
}

static void print(const struct context *ctx, const struct transaction *t)
{
	struct commands commands = { 0 };
	json_t *json;

	if (ctx->commands)
		commands_write(&commands, &t->operations, &t->observed, &t->desired);
	if (ctx->json) {
		json = operations_json(&t->operations);
		if (ctx->commands)
			json_add(json, "commands", commands_json(&commands));
		json_print(json, stdout);
	} else if (ctx->commands) {
		commands_text(&commands, stdout);
	} else {
		operations_text(&t->operations, stdout);
	}
	commands_free(&commands);
}

static int transact(const struct context *ctx, struct kernel *kernel, const struct source *source,
		    bool run)
{
	struct transaction t;
	int ret;

	ret = transaction_plan(&t, kernel, &source->site);
	diagnostics_print(&t.diags, ctx->config, stderr);
	if (!ret && run)
		ret = apply(&t, kernel, source);
	if (!ret)
		print(ctx, &t);
	if (!ret && !run)
		ret = missing_anything(kernel, &t.observed);
	transaction_free(&t);
	return ret;
}

static int load(const struct context *ctx, struct source *source)
{
	struct diagnostics diags = { 0 };
	int err;

	err = config_read(ctx->config, &source->text, &source->length, &source->site, &diags);
	diagnostics_print(&diags, ctx->config, stderr);
	diagnostics_free(&diags);
	return err;
}

int change_to_site(const struct context *ctx, bool run)
{
	struct kernel kernel;
	struct source source;
	int ret;

	ret = load(ctx, &source);
	if (!ret && run)
		ret = lock_take();
	if (!ret)
		ret = kernel_open(&kernel, source.site.engine == ENGINE_MODULE);
	if (!ret) {
		ret = transact(ctx, &kernel, &source, run);
		kernel_close(&kernel);
	}
	site_free(&source.site);
	free(source.text);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
#include "cmd/change.h"

#include <stdio.h>
#include <string.h>

#include "cmd/missing.h"
#include "config/config.h"
#include "print/commands.h"
#include "print/diagnostic.h"
#include "print/json.h"
#include "print/operations.h"
#include "transaction/apply.h"
#include "transaction/circuit_records.h"

int change_load(const struct context *ctx, struct source *source)
{
	struct diagnostics diags = { 0 };
	int err;

	memset(source, 0, sizeof(*source));
	source->name = ctx->config;
	err = config_read(ctx->config, &source->text, &source->length, &source->site, &diags);
	diagnostics_print(&diags, ctx->config, stderr);
	diagnostics_free(&diags);
	return err;
}

static int open_kernel(struct kernel *kernel, const struct source *source)
{
	/* Routes and the table may exist without the module. */
	return kernel_open(kernel, source->text && source->site.engine == ENGINE_MODULE);
}

static int plan(struct transaction *t, struct kernel *kernel, const struct source *source)
{
	int ret = transaction_plan(t, kernel, source_site(source));

	diagnostics_print(&t->diags, source->name, stderr);
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

int change_show(const struct context *ctx, const struct source *source)
{
	struct transaction t;
	struct kernel kernel;
	int ret = open_kernel(&kernel, source);

	if (ret)
		return ret;
	ret = plan(&t, &kernel, source);
	if (!ret) {
		print(ctx, &t);
		ret = missing_anything(&kernel, &t.observed);
	}
	transaction_free(&t);
	kernel_close(&kernel);
	return ret;
}

int change_make(const struct context *ctx, const struct source *source, struct in_force *kept,
		const char *action, unsigned int seconds)
{
	struct replacement r = {
		.site = source_site(source), .text = source->text, .length = source->length,
		.kept = kept, .seconds = seconds,
	};
	struct transaction t;
	struct kernel kernel;
	struct note note;
	int ret = open_kernel(&kernel, source);

	if (ret)
		return ret;
	ret = plan(&t, &kernel, source);
	if (!ret) {
		note_make(&note, action, kept, r.site);
		r.note = &note;
		ret = transaction_apply(&t, &kernel, &r);
		note_free(&note);
	}
	if (!ret && !r.site)
		ret = circuit_records_remove();
	if (!ret && ctx)
		print(ctx, &t);
	transaction_free(&t);
	kernel_close(&kernel);
	return ret;
}

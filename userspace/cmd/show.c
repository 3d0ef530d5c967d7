// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/module.h"
#include "backend/names.h"
#include "backend/state.h"
#include "out/circuits.h"
#include "out/json.h"
#include "out/site.h"
#include "out/violations.h"
#include "plan/describe.h"

static int show_circuits(const struct context *ctx)
{
	struct circuit_states list;
	struct module m;
	int err;

	err = module_require(&m);
	if (err)
		return err;
	err = module_circuits(&m, &list);
	module_close(&m);
	if (err)
		return err;
	if (ctx->json)
		json_print(circuits_json(&list), stdout);
	else
		circuits_text(&list, stdout);
	circuit_states_free(&list);
	return 0;
}

static int show_violations(const struct context *ctx)
{
	struct violations list = { 0 };
	struct names names;
	struct module m;
	int err;

	err = module_require(&m);
	if (err)
		return err;
	err = names_load(&m, &names);
	if (!err)
		err = module_violations(&m, &list);
	module_close(&m);
	if (!err) {
		violations_sort(&list);
		if (ctx->json)
			json_print(violations_json(&list, &names), stdout);
		else
			violations_text(&list, &names, stdout);
	}
	violations_free(&list);
	names_free(&names);
	return err;
}

static void print_config(const struct context *ctx, const struct state *state)
{
	struct site site;

	plan_describe(state, &site);
	if (ctx->json)
		json_print(site.n_circuit ? site_json(&site) : json_object(), stdout);
	else if (site.n_circuit)
		site_yaml(&site, stdout);
	else
		puts("# nothing is configured");
	site_free(&site);
}

static int show_config(const struct context *ctx)
{
	struct kernel kernel;
	struct state state;
	int err;

	err = kernel_open(&kernel, true);
	if (err)
		return err;
	err = state_observe(&kernel, &state);
	if (!err) {
		print_config(ctx, &state);
		state_free(&state);
	}
	kernel_close(&kernel);
	return err;
}

static const struct view {
	const char *name;
	int (*function)(const struct context *ctx);
} views[] = {
	{ "circuits", show_circuits },
	{ "violations", show_violations },
	{ "config", show_config },
};

int cmd_show(struct context *ctx, int argc, char **argv)
{
	size_t i;

	if (argc != 2)
		return usage_error("show what? circuits, violations or config");
	for (i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (!strcmp(argv[1], views[i].name))
			return views[i].function(ctx) ? EXIT_FAILURE : EXIT_SUCCESS;
	return usage_error("cannot show %s: circuits, violations or config", argv[1]);
}

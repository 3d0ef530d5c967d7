// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/running.h"
#include "backend/state.h"
#include "out/circuits.h"
#include "out/json.h"
#include "out/site.h"
#include "out/violations.h"
#include "plan/describe.h"
#include "plan/paths.h"

/* People are told which engine it is, where that makes a difference. */
static void print_engine(const struct running *running)
{
	if (running->engine == ENGINE_NFTABLES)
		puts("\nengine nftables: no module is at work, and there are no events");
}

static int show_circuits(const struct context *ctx)
{
	struct circuit_states list;
	struct running running;
	int err;

	err = running_open(&running);
	if (err)
		return err;
	err = running_circuits(&running, &list);
	if (!err && ctx->json) {
		json_print(circuits_json(&list), stdout);
	} else if (!err) {
		circuits_text(&list, stdout);
		print_engine(&running);
	}
	if (!err)
		circuit_states_free(&list);
	running_close(&running);
	return err;
}

static int show_violations(const struct context *ctx)
{
	struct violations list;
	struct running running;
	int err;

	err = running_open(&running);
	if (err)
		return err;
	err = running_violations(&running, &list);
	if (!err) {
		violations_sort(&list);
		if (ctx->json) {
			json_print(violations_json(&list, &running.names), stdout);
		} else {
			violations_text(&list, &running.names, stdout);
			print_engine(&running);
		}
		violations_free(&list);
	}
	running_close(&running);
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

	err = kernel_open(&kernel, false);
	if (err)
		return err;
	err = state_observe(&kernel, &state);
	if (!err) {
		if (kernel.has_module || paths_in_force(&state.nft))
			print_config(ctx, &state);
		else
			err = running_missing();
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

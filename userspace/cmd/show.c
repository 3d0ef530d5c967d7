// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/active_engine.h"
#include "cmd/applied.h"
#include "cmd/missing.h"
#include "cmd/unconfirmed.h"
#include "cmd/usage.h"
#include "plan/describe.h"
#include "plan/describe_unseen.h"
#include "plan/engine/describe.h"
#include "print/circuits.h"
#include "print/json.h"
#include "print/site.h"
#include "print/violations.h"
#include "transaction/kernel.h"
#include "transaction/observe.h"
#include "util/array.h"

/* Text names the engine if it is not the module. */
static void print_engine(const struct active_engine *active)
{
	if (active->engine == ENGINE_NFTABLES)
		puts("\nengine: nftables (without the kernel module, no events of packets)");
}

static int show_circuits(const struct context *ctx)
{
	struct circuit_states list;
	struct active_engine active;
	int err, missing = 0;

	err = active_engine_open(&active);
	if (err)
		return err;
	err = active_engine_circuits(&active, &list);
	if (!err)
		missing = missing_links(&list);
	if (!err && ctx->json) {
		json_print(circuits_json(&list), stdout);
	} else if (!err) {
		circuits_text(&list, stdout);
		print_engine(&active);
	}
	circuit_states_free(&list);
	active_engine_close(&active);
	return err ? err : missing;
}

static int show_violations(const struct context *ctx)
{
	struct violations list;
	struct active_engine active;
	int err;

	err = active_engine_open(&active);
	if (err)
		return err;
	err = active_engine_violations(&active, &list);
	if (!err) {
		violations_sort(&list);
		if (ctx->json) {
			json_print(violations_json(&list, &active.names), stdout);
		} else {
			violations_text(&list, &active.names, stdout);
			print_engine(&active);
		}
		violations_free(&list);
	}
	active_engine_close(&active);
	return err;
}

static int print_config(const struct context *ctx, const struct state *state)
{
	struct applied applied;
	struct site site;
	int err = applied_read(&applied);

	plan_describe(state, &site);
	if (applied.known)
		plan_describe_unseen(&site, &applied.site);
	applied_free(&applied);
	if (ctx->json)
		json_print(site.n_circuit ? site_json(&site) : json_object(), stdout);
	else if (site.n_circuit)
		site_yaml(&site, stdout);
	else
		puts("# nothing is configured");
	site_free(&site);
	return err;
}

static int show_config(const struct context *ctx)
{
	struct kernel kernel;
	struct state state;
	int err;

	err = kernel_open(&kernel, false);
	if (err)
		return err;
	err = observe_state(&kernel, &state);
	if (!err) {
		if (kernel.has_module || engine_in_force(&state.nft))
			err = print_config(ctx, &state);
		else
			err = active_engine_missing();
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
	int err;

	if (argc != 2)
		return usage_error("show needs one of circuits, violations and config");
	for (i = 0; i < ARRAY_SIZE(views); i++) {
		if (strcmp(argv[1], views[i].name))
			continue;
		err = views[i].function(ctx);
		unconfirmed_report();
		return err ? EXIT_FAILURE : EXIT_SUCCESS;
	}
	return usage_error("cannot show %s: use one of circuits, violations and config", argv[1]);
}

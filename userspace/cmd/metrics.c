// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/active_engine.h"
#include "cmd/missing.h"
#include "cmd/scrape.h"
#include "cmd/usage.h"
#include "print/metrics.h"

static int print_counters(struct active_engine *active, FILE *out)
{
	struct circuit_states circuits;
	struct violations violations;
	const struct metrics metrics = {
		.engine = active->engine,
		.circuits = &circuits,
		.violations = &violations,
		.names = &active->names,
	};
	int err = active_engine_circuits(active, &circuits);

	if (!err)
		err = missing_links_find(&circuits);
	if (!err)
		err = active_engine_violations(active, &violations);
	if (!err) {
		violations_sort(&violations);
		metrics_print(&metrics, out);
		violations_free(&violations);
	}
	circuit_states_free(&circuits);
	return err;
}

static int print(FILE *out, void *data)
{
	struct active_engine active;
	int err = active_engine_open(&active);

	if (err)
		return err;
	err = print_counters(&active, out);
	active_engine_close(&active);
	return err;
}

int cmd_metrics(struct context *ctx, int argc, char **argv)
{
	int err;

	if (ctx->json)
		return usage_error("metrics are OpenMetrics, not JSON: leave out -j");
	if (argc == 1) {
		err = print(stdout, NULL);
	} else if (argc == 2 && !strcmp(argv[1], "--inetd")) {
		/* The client may have closed the connection. */
		signal(SIGPIPE, SIG_IGN);
		err = scrape_answer(METRICS_TYPE, print, NULL);
	} else {
		return usage_error("metrics takes --inetd or no argument: %s",
				   argv[argc > 2 ? 2 : 1]);
	}
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

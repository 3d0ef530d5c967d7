// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "backend/active_engine.h"
#include "cmd/selection.h"
#include "print/json.h"

static void print_ended(const struct context *ctx, uint32_t ended)
{
	if (ctx->json) {
		json_t *object = json_object();

		json_add(object, "ended", json_integer(ended));
		json_print(object, stdout);
	} else {
		printf("%" PRIu32 " connection%s ended\n", ended, ended == 1 ? "" : "s");
	}
}

int cmd_flush(struct context *ctx, int argc, char **argv)
{
	struct selection selection;
	struct flow_filter filter;
	struct active_engine active;
	uint32_t ended;
	int err;

	err = selection_parse(&selection, argc, argv);
	if (err)
		return err;
	if (active_engine_open(&active))
		return EXIT_FAILURE;
	err = selection_resolve(&selection, &active.names, &filter);
	if (!err)
		err = active_engine_flush(&active, &filter, &ended);
	if (!err)
		print_ended(ctx, ended);
	active_engine_close(&active);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "backend/running.h"
#include "cmd/selection.h"
#include "out/json.h"

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
	struct running running;
	uint32_t ended;
	int err;

	err = selection_parse(&selection, argc, argv);
	if (err)
		return err;
	if (running_open(&running))
		return EXIT_FAILURE;
	err = selection_resolve(&selection, &running.names, &filter);
	if (!err)
		err = running_flush(&running, &filter, &ended);
	if (!err)
		print_ended(ctx, ended);
	running_close(&running);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

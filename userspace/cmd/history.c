// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/unconfirmed.h"
#include "print/json.h"
#include "print/past.h"
#include "transaction/history.h"

int cmd_history(struct context *ctx, int argc, char **argv)
{
	struct past past = { 0 };
	struct in_force kept;
	int err = in_force_open(&kept);

	if (!err)
		err = history_read(&kept, &past);
	if (!err && ctx->json)
		json_print(past_json(&past), stdout);
	else if (!err)
		past_text(&past, stdout);
	if (!err)
		unconfirmed_warn(past.unfinished, past.unconfirmed, past.left);
	past_free(&past);
	in_force_close(&kept);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

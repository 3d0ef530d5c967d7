// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "backend/lock.h"
#include "print/json.h"
#include "restore/restore.h"

static void print(const struct context *ctx, enum recovered what)
{
	static const char *const words[] = { NULL, "new", "former" };
	static const char *const texts[] = {
		"nothing to recover: no change was interrupted",
		"the change is complete: the new configuration is in force",
		"the change is undone: the former configuration is in force",
	};
	json_t *json;

	if (!ctx->json) {
		puts(texts[what]);
		return;
	}
	json = json_object();
	json_add(json, "recovered", json_text(words[what]));
	json_print(json, stdout);
}

int cmd_recover(struct context *ctx, int argc, char **argv)
{
	enum recovered what;
	struct in_force kept;
	int ret;

	if (lock_take())
		return EXIT_FAILURE;
	ret = in_force_open(&kept);
	if (!ret)
		ret = restore_unfinished(&kept, &what);
	if (!ret)
		print(ctx, what);
	in_force_close(&kept);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "network/cmd/cmd.h"
#include "network/export/ersym.h"
#include "network/export/frr.h"
#include "util/array.h"
#include "util/error.h"

static const struct {
	const char *name;
	int (*write)(const struct network *net, const char *directory);
} exports[] = {
	{ "frr", frr_export },
	{ "ersym", ersym_export },
};

int net_cmd_export(struct net_context *ctx, int argc, char **argv)
{
	struct loaded loaded;
	size_t i = 0;
	int err = -1;

	while (argc == 3 && i < ARRAY_SIZE(exports) && strcmp(argv[1], exports[i].name))
		i++;
	if (argc != 3 || i == ARRAY_SIZE(exports))
		return net_usage_error("export needs frr or ersym, and a directory");
	if (load_or_say(ctx, &loaded)) {
		err = exports[i].write(&loaded.net, argv[2]);
		if (err)
			error("cannot write below %s: %s", argv[2], strerror(-err));
	}
	loaded_free(&loaded);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

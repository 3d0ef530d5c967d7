// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/cmd/cmd.h"
#include "network/lab/lab.h"
#include "network/lab/rounds.h"
#include "util/error.h"

static int up(const struct lab *lab)
{
	return lab_up(lab) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int test(const struct lab *lab, const struct routes *routes, char *const *down)
{
	struct testimony t;
	int err;

	if (!lab_is_up(lab->name))
		return net_usage_error("lab %s is not up; ersym-net lab up builds it", lab->name);
	err = rounds_run(lab, routes, down, &t);
	if (err == -EINVAL)
		return EXIT_USAGE;
	if (err)
		return EXIT_FAILURE;
	printf("%zu routes and %zu connections compared, %zu differences, %zu services left out\n",
	       t.routes, t.walks, t.differ, t.skipped);
	return t.differ ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Names of namespaces and directories are made of it. */
static bool is_name(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	return *text && *text != '-' && strlen(text) < 32 && !text[strspn(text, letters)];
}

int net_cmd_lab(struct net_context *ctx, int argc, char **argv)
{
	bool is_test = argc >= 3 && !strcmp(argv[1], "test");
	int status = EXIT_FAILURE;
	struct loaded loaded;
	struct lab lab;

	if (!is_test && (argc != 3 || (strcmp(argv[1], "up") && strcmp(argv[1], "down"))))
		return net_usage_error("lab needs up, test or down, and a name");
	if (!is_name(argv[2]))
		return net_usage_error("%s is no name: use letters a to z, digits and -", argv[2]);
	if (!lab_is_possible())
		return EXIT_FAILURE;
	if (!strcmp(argv[1], "down"))
		return lab_down(argv[2]) ? EXIT_FAILURE : EXIT_SUCCESS;
	if (load_or_say(ctx, &loaded)) {
		lab_init(&lab, argv[2], &loaded.description, &loaded.net);
		status = is_test ? test(&lab, &loaded.routes, argv + 3) : up(&lab);
		lab_free(&lab);
	}
	loaded_free(&loaded);
	return status;
}

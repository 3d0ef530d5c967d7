// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/cmd/cmd.h"
#include "network/print/expanded.h"
#include "network/print/routes.h"
#include "print/json.h"

static int show_routes(const struct net_context *ctx, const struct loaded *loaded,
		       const char *name)
{
	unsigned int device = network_device(&loaded->net, name);

	if (device == NONE)
		return net_usage_error("there is no device %s", name);
	if (ctx->json)
		json_print(routes_json(&loaded->routes, device), stdout);
	else
		routes_text(&loaded->routes, device, stdout);
	return EXIT_SUCCESS;
}

static int show_sessions(const struct net_context *ctx, const struct loaded *loaded)
{
	if (ctx->json)
		json_print(sessions_json(&loaded->routes), stdout);
	else
		sessions_text(&loaded->routes, stdout);
	return EXIT_SUCCESS;
}

static int show_expanded(const struct net_context *ctx, const struct loaded *loaded)
{
	if (ctx->json)
		json_print(expanded_json(&loaded->net), stdout);
	else
		expanded_text(&loaded->net, stdout);
	return EXIT_SUCCESS;
}

int net_cmd_show(struct net_context *ctx, int argc, char **argv)
{
	bool routes = argc == 3 && !strcmp(argv[1], "routes");
	bool expanded = argc == 2 && !strcmp(argv[1], "expanded");
	int status = EXIT_FAILURE;
	struct loaded loaded;

	if (!routes && !expanded && (argc != 2 || strcmp(argv[1], "sessions")))
		return net_usage_error("show what? routes DEVICE, sessions, or expanded");
	if (load_or_say(ctx, &loaded)) {
		if (routes)
			status = show_routes(ctx, &loaded, argv[2]);
		else if (expanded)
			status = show_expanded(ctx, &loaded);
		else
			status = show_sessions(ctx, &loaded);
	}
	loaded_free(&loaded);
	return status;
}

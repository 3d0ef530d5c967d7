// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/cmd/cmd.h"
#include "network/print/choice.h"
#include "network/print/expanded.h"
#include "network/print/routes.h"
#include "print/json.h"
#include "util/array.h"

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

static int show_latency(const struct net_context *ctx, const struct loaded *loaded)
{
	struct choices choices;

	choices_find(&loaded->routes, &choices);
	if (ctx->json)
		json_print(choices_json(&loaded->net, &choices), stdout);
	else
		choices_text(&loaded->net, &choices, stdout);
	choices_free(&choices);
	return EXIT_SUCCESS;
}

static const struct {
	const char *name;
	int (*show)(const struct net_context *ctx, const struct loaded *loaded);
} things[] = {
	{ "sessions", show_sessions },
	{ "expanded", show_expanded },
	{ "latency", show_latency },
};

int net_cmd_show(struct net_context *ctx, int argc, char **argv)
{
	bool routes = argc == 3 && !strcmp(argv[1], "routes");
	size_t n = ARRAY_SIZE(things), thing = 0;
	int status = EXIT_FAILURE;
	struct loaded loaded;

	while (thing < n && (argc != 2 || strcmp(argv[1], things[thing].name)))
		thing++;
	if (!routes && thing == n)
		return net_usage_error("show what? routes DEVICE, sessions, expanded, or latency");
	if (load_or_say(ctx, &loaded))
		status = routes ? show_routes(ctx, &loaded, argv[2]) :
				  things[thing].show(ctx, &loaded);
	loaded_free(&loaded);
	return status;
}

// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/cmd/cmd.h"
#include "network/model/endpoint.h"
#include "network/print/walk.h"
#include "print/json.h"

/* "443", "udp/53" */
static int parse_port(const char *text, struct packet *packet)
{
	unsigned long port;
	char *end;

	packet->protocol = IPPROTO_TCP;
	if (!strncmp(text, "udp/", 4))
		packet->protocol = IPPROTO_UDP;
	if (!strncmp(text, "udp/", 4) || !strncmp(text, "tcp/", 4))
		text += 4;
	if (*text < '1' || *text > '9')
		return -EINVAL;
	port = strtoul(text, &end, 10);
	if (*end || port > UINT16_MAX)
		return -EINVAL;
	packet->destination_port = (uint16_t)port;
	return 0;
}

static int walk(const struct net_context *ctx, const struct loaded *loaded, char **argv,
		struct packet *packet)
{
	struct endpoint from, to;
	struct trips trips;
	struct faults faults;
	bool good;

	if (!endpoint_find(&loaded->net, argv[1], &from) || from.device == NONE)
		return net_usage_error("%s is no host, segment or address of a segment", argv[1]);
	if (!endpoint_find(&loaded->net, argv[2], &to))
		return net_usage_error("%s is no host, segment or address", argv[2]);
	if (from.address.family != to.address.family)
		return net_usage_error("%s and %s are not of the same IP version", argv[1],
				       argv[2]);
	packet->source = from.address;
	packet->destination = to.address;
	packet->source_port = CLIENT_PORT;
	trips_walk(&loaded->routes, packet, from.device, &trips);
	faults_find(&loaded->routes, &trips, NULL, &faults);
	if (ctx->json)
		json_print(walk_json(&loaded->routes, &trips, &faults), stdout);
	else
		walk_text(&loaded->routes, &trips, &faults, stdout);
	good = trips.v[trips.worst].verdict == VERDICT_SYMMETRIC && !faults.set;
	trips_free(&trips);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int net_cmd_walk(struct net_context *ctx, int argc, char **argv)
{
	struct packet packet = { .protocol = IPPROTO_TCP, .destination_port = 443 };
	int status = EXIT_FAILURE;
	struct loaded loaded;

	if (argc < 3 || argc > 4)
		return net_usage_error("walk needs FROM and TO, and takes a PORT");
	if (argc == 4 && parse_port(argv[3], &packet))
		return net_usage_error("%s is no port; write 443, tcp/443 or udp/53", argv[3]);
	if (load_or_say(ctx, &loaded)) {
		status = walk(ctx, &loaded, argv, &packet);
		if (status == EXIT_SUCCESS && !routes_are_stable(&loaded.routes))
			status = EXIT_FAILURE;
	}
	loaded_free(&loaded);
	return status;
}

// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "backend/flow.h"
#include "backend/running.h"
#include "cmd/selection.h"
#include "out/flows.h"
#include "out/json.h"

struct listing {
	const struct names *names;
	bool json;
	bool begun;
	struct json_stream stream;
};

/* Not before there is something to list: a dump that is refused prints nothing. */
static void begin(struct listing *listing)
{
	if (listing->begun)
		return;
	listing->begun = true;
	if (listing->json)
		json_stream_begin(&listing->stream, stdout);
	else
		flow_text_heading(stdout);
}

static int print_flow(const struct flow *flow, void *data)
{
	struct listing *listing = data;

	begin(listing);
	if (listing->json)
		json_stream_push(&listing->stream, flow_json(flow, listing->names));
	else
		flow_text(flow, listing->names, stdout);
	/* main() says that the output cannot be written. */
	return ferror(stdout) ? -EIO : 0;
}

static int list_flows(const struct context *ctx, const struct names *names,
		      const struct flow_filter *filter)
{
	struct listing listing = { .names = names, .json = ctx->json };
	int err;

	err = flows_dump(names->config.mark_mask, filter, print_flow, &listing);
	if (!err)
		begin(&listing);
	if (listing.begun && listing.json)
		json_stream_end(&listing.stream);
	return err;
}

int cmd_flows(struct context *ctx, int argc, char **argv)
{
	struct selection selection;
	struct flow_filter filter;
	struct running running;
	int err;

	err = selection_parse(&selection, argc, argv);
	if (err)
		return err;
	if (running_open(&running))
		return EXIT_FAILURE;
	err = selection_resolve(&selection, &running.names, &filter);
	if (!err)
		err = list_flows(ctx, &running.names, &filter);
	running_close(&running);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

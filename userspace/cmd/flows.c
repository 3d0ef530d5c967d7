// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "backend/active_engine.h"
#include "backend/flow_dump.h"
#include "cmd/selection.h"
#include "print/flows.h"
#include "print/json.h"

/**
 * struct listing - connections being printed
 * @names: of the circuits in force
 * @json: print JSON
 * @begun: the heading, or the bracket, has been printed
 * @stream: of JSON
 */
struct listing {
	const struct names *names;
	bool json;
	bool begun;
	struct json_stream stream;
};

/* It is called only when there is something to list, as a refused dump prints nothing. */
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
	/* main() reports that the output cannot be written. */
	return ferror(stdout) ? -EIO : 0;
}

static int list_flows(const struct context *ctx, const struct names *names,
		      const struct flow_filter *filter)
{
	struct listing listing = { .names = names, .json = ctx->json };
	int err;

	err = flow_dump(names->config.mark_mask, filter, print_flow, &listing);
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
	struct active_engine active;
	int err;

	err = selection_parse(&selection, argc, argv);
	if (err)
		return err;
	if (active_engine_open(&active))
		return EXIT_FAILURE;
	err = selection_resolve(&selection, &active.names, &filter);
	if (!err)
		err = list_flows(ctx, &active.names, &filter);
	active_engine_close(&active);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

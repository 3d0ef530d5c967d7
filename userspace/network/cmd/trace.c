// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/cmd/cmd.h"
#include "network/print/findings.h"
#include "network/print/trace.h"
#include "network/trace/read.h"
#include "print/json.h"
#include "util/alloc.h"
#include "yaml/file.h"

/* "FROM=FILE" or "FILE" */
static void read_one(const char *argument, struct trace_results *results,
		     struct findings *findings)
{
	const char *equal = strchr(argument, '='), *path = equal ? equal + 1 : argument;
	struct diagnostics *diags = findings_file(findings, path);
	size_t length, first = results->n, i;
	char *text;

	if (!file_read(path, &text, &length, diags))
		trace_read(text, length, path, results, diags);
	free(text);
	for (i = first; equal && i < results->n; i++) {
		struct desc_name *from = &results->v[i].from;

		free(from->text);
		from->text = xstrndup(argument, (size_t)(equal - argument));
	}
}

static int trace(const struct net_context *ctx, const struct loaded *loaded,
		 const struct trace_results *results)
{
	struct judgement judgement;
	bool good;

	traces_judge(&loaded->routes, &loaded->description, results, &judgement);
	if (ctx->json)
		json_print(traces_json(&loaded->net, results, &judgement), stdout);
	else
		traces_text(&loaded->net, results, &judgement, stdout);
	good = judgement_is_good(&judgement);
	judgement_free(&judgement);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int net_cmd_trace(struct net_context *ctx, int argc, char **argv)
{
	struct trace_results results = { 0 };
	struct findings findings = { 0 };
	int status = EXIT_FAILURE, i;
	struct loaded loaded;

	if (argc < 2)
		return net_usage_error("trace needs a file, or several");
	for (i = 1; i < argc; i++)
		read_one(argv[i], &results, &findings);
	findings_print(&findings, stderr);
	if (load_or_say(ctx, &loaded))
		status = trace(ctx, &loaded, &results);
	if (findings_errors(&findings))
		status = EXIT_FAILURE;
	loaded_free(&loaded);
	findings_free(&findings);
	trace_results_free(&results);
	return status;
}

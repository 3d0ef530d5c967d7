// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer on the way from a description to walks: whatever the text, nothing breaks
 * and nothing hangs. The same text is read as what trace tools print.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/expand/expand.h"
#include "network/lint/lint.h"
#include "network/print/expanded.h"
#include "network/print/routes.h"
#include "network/print/verify.h"
#include "network/read/description.h"
#include "network/trace/expectation.h"
#include "network/trace/read.h"
#include "print/diagnostic.h"

static FILE *nowhere;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	nowhere = fopen("/dev/null", "w");
	if (!nowhere)
		abort();
	return 0;
}

static void walk(const struct routes *routes)
{
	struct verification result;
	unsigned int i;

	for (i = 0; i < routes->net->n_device && i < 4; i++)
		routes_text(routes, i, nowhere);
	verification_run(routes, &result);
	verification_text(routes, &result, nowhere);
	verification_free(&result);
}

static void compute(const struct description *d, const struct network *net,
		    struct diagnostics *diags)
{
	struct attributes attributes;
	struct prefix_table table;
	struct outage outage;
	struct routes routes;

	outage_init(&outage, net);
	prefix_table_build(&table, net);
	attributes_init(&attributes);
	routes_compute(&routes, net, &outage, &table, &attributes);
	lint(&(struct lint_input){ d, net, &routes }, diags);
	expectations_check(d, &routes, diags);
	expanded_text(net, nowhere);
	walk(&routes);
	routes_free(&routes);
	attributes_free(&attributes);
	prefix_table_free(&table);
	outage_free(&outage);
}

static void describe(const char *text, size_t size)
{
	struct diagnostics diags = { 0 };
	struct description d;
	struct network net;

	if (!description_parse(text, size, &d, &diags)) {
		if (!network_expand(&d, &net, &diags))
			compute(&d, &net, &diags);
		network_free(&net);
	}
	diagnostics_print(&diags, "file", nowhere);
	diagnostics_free(&diags);
	description_free(&d);
}

static void trace(const char *text, size_t size)
{
	struct trace_results results = { 0 };
	struct diagnostics diags = { 0 };

	trace_read(text, size, "file", &results, &diags);
	diagnostics_free(&diags);
	trace_results_free(&results);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	describe((const char *)data, size);
	trace((const char *)data, size);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0
#include "network/trace/result.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/array.h"

const char *trace_tool_name(enum trace_tool tool)
{
	static const char *const names[] = {
		[TOOL_TRACEROUTE] = "traceroute", [TOOL_TRACERT] = "tracert", [TOOL_MTR] = "mtr",
		[TOOL_PING] = "ping", [TOOL_WATCHER] = "Network Watcher",
	};

	return names[tool];
}

struct trace_result *trace_results_add(struct trace_results *results, enum trace_tool tool,
				       const char *path, unsigned int line)
{
	struct trace_result *r;

	results->v = array_grow(results->v, results->n, sizeof(*results->v));
	r = &results->v[results->n++];
	r->tool = tool;
	r->path = xstrdup(path);
	r->line = line;
	return r;
}

struct seen_hop *trace_result_add_hop(struct trace_result *result)
{
	result->hop = array_grow(result->hop, result->n_hop, sizeof(*result->hop));
	return &result->hop[result->n_hop++];
}

void seen_hop_add(struct seen_hop *hop, const struct address *address)
{
	size_t i;

	for (i = 0; i < hop->n_address; i++) {
		if (address_equal(&hop->address[i], address))
			return;
	}
	hop->address = array_grow(hop->address, hop->n_address, sizeof(*hop->address));
	hop->address[hop->n_address++] = *address;
}

void seen_hop_time(struct seen_hop *hop, uint32_t microseconds)
{
	if (hop->timed && hop->best <= microseconds)
		return;
	hop->timed = true;
	hop->best = microseconds;
}

void trace_result_clear(struct trace_result *r)
{
	size_t i;

	for (i = 0; i < r->n_hop; i++)
		free(r->hop[i].address);
	for (i = 0; i < r->down.n; i++)
		free(r->down.v[i].text);
	free(r->down.v);
	free(r->hop);
	free(r->from.text);
	free(r->to.text);
	free(r->path);
}

void trace_results_free(struct trace_results *results)
{
	while (results->n)
		trace_result_clear(&results->v[--results->n]);
	free(results->v);
}

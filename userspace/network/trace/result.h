/* SPDX-License-Identifier: GPL-2.0 */
/* What tools have printed: traces, and pings that stand for a trace that shows nothing. */
#ifndef ERSYM_NETWORK_TRACE_RESULT_H
#define ERSYM_NETWORK_TRACE_RESULT_H

#include "model/diagnostic.h"
#include "network/model/description.h"

/** enum trace_tool - which wrote it */
enum trace_tool {
	TOOL_TRACEROUTE,
	TOOL_TRACERT,
	TOOL_MTR,
	TOOL_PING,
	TOOL_WATCHER,		/* Azure Network Watcher's connectivity check */
};

/**
 * struct seen_hop - a hop that a tool has seen
 * @address: who answered; none: nobody
 * @best: shortest time there and back, in microseconds; valid if @timed
 */
struct seen_hop {
	struct address *address;
	size_t n_address;
	uint32_t best;
	bool timed;
};

/**
 * struct trace_result - one trace
 * @from: who made it; @to: where to. Their text is NULL if the tool does not say so
 * @down: what was down
 * @target: the address that was traced; family 0: unknown
 * @hop: in order; a ping has one or none
 * @partial: hops outside of the cloud are not shown
 * @line: where it begins in the file
 */
struct trace_result {
	enum trace_tool tool;
	struct desc_name from;
	struct desc_name to;
	struct desc_names down;
	struct address target;
	struct seen_hop *hop;
	size_t n_hop;
	bool partial;
	unsigned int line;
	char *path;
};

struct trace_results {
	struct trace_result *v;
	size_t n;
};

/* The most hops that a trace may have. */
#define SEEN_HOPS_MAX 255

const char *trace_tool_name(enum trace_tool tool);

/* Add one, empty. */
struct trace_result *trace_results_add(struct trace_results *results, enum trace_tool tool,
				       const char *path, unsigned int line);
struct seen_hop *trace_result_add_hop(struct trace_result *result);
void seen_hop_add(struct seen_hop *hop, const struct address *address);
void seen_hop_time(struct seen_hop *hop, uint32_t microseconds);
/* Frees what one has. */
void trace_result_clear(struct trace_result *result);
void trace_results_free(struct trace_results *results);

#endif

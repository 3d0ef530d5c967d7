// SPDX-License-Identifier: GPL-2.0
/* mtr -j, and the connectivity check of Azure Network Watcher. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "network/trace/read.h"
#include "util/alloc.h"

static bool member_address(const json_t *object, const char *key, struct address *a)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && !address_parse(text, a);
}

/* Milliseconds; what no time can be is left out. */
static void add_time(struct seen_hop *hop, const json_t *value)
{
	double ms = json_number_value(value);

	if (json_is_number(value) && ms >= 0 && ms <= 60000)
		seen_hop_time(hop, (uint32_t)(ms * 1000));
}

static void set_name(struct desc_name *name, const char *text)
{
	free(name->text);
	name->text = xstrdup(text);
	name->at = (struct location){ 1, 1 };
}

static void read_mtr(const json_t *report, const char *path, struct trace_results *results)
{
	struct trace_result *r = trace_results_add(results, TOOL_MTR, path, 1);
	const json_t *mtr = json_object_get(report, "mtr"), *hubs, *hub;
	const char *src = json_string_value(json_object_get(mtr, "src"));
	struct address a;
	size_t i;

	if (src)
		set_name(&r->from, src);
	member_address(mtr, "dst", &r->target);
	hubs = json_object_get(report, "hubs");
	for (i = 0; i < json_array_size(hubs) && i < SEEN_HOPS_MAX; i++) {
		struct seen_hop *hop = trace_result_add_hop(r);

		hub = json_array_get(hubs, i);
		if (!member_address(hub, "host", &a))
			continue;
		seen_hop_add(hop, &a);
		add_time(hop, json_object_get(hub, "Best"));
	}
}

/* The index of the hop that has an id, or the number of hops. */
static size_t find_hop(const json_t *hops, const char *id)
{
	const char *text;
	size_t i;

	for (i = 0; i < json_array_size(hops); i++) {
		text = json_string_value(json_object_get(json_array_get(hops, i), "id"));
		if (text && id && !strcmp(text, id))
			break;
	}
	return i;
}

/* The hop after one: the first that it names, else the next in the list. */
static size_t next_hop(const json_t *hops, size_t at)
{
	const json_t *next = json_object_get(json_array_get(hops, at), "nextHopIds");

	if (!json_is_array(next))
		return at + 1;
	return find_hop(hops, json_string_value(json_array_get(next, 0)));
}

static void read_watcher(const json_t *root, const char *path, struct trace_results *results)
{
	struct trace_result *r = trace_results_add(results, TOOL_WATCHER, path, 1);
	const char *status = json_string_value(json_object_get(root, "connectionStatus"));
	const json_t *hops = json_object_get(root, "hops"), *hop;
	bool reachable = status && strcmp(status, "Unreachable");
	struct seen_hop *seen = NULL;
	struct address a;
	size_t at = 0, n;

	r->partial = true;
	for (n = 0; at < json_array_size(hops) && n < SEEN_HOPS_MAX; n++) {
		hop = json_array_get(hops, at);
		at = next_hop(hops, at);
		if (!n) {
			if (member_address(hop, "address", &a))
				set_name(&r->from,
					 json_string_value(json_object_get(hop, "address")));
			continue;
		}
		if (at >= json_array_size(hops))
			member_address(hop, "address", &r->target);
		if (at >= json_array_size(hops) && !reachable)
			break;
		seen = trace_result_add_hop(r);
		if (member_address(hop, "address", &a))
			seen_hop_add(seen, &a);
	}
	if (reachable && seen)
		add_time(seen, json_object_get(root, "minLatencyInMs"));
}

void trace_read_json(const char *text, size_t length, const char *path,
		     struct trace_results *results, struct diagnostics *diags)
{
	struct location at = { 1, 1 };
	json_error_t error;
	json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);

	if (!root) {
		at.line = error.line > 0 ? (unsigned int)error.line : 1;
		at.column = error.column > 0 ? (unsigned int)error.column : 1;
		diagnostics_add(diags, SEVERITY_ERROR, at, "json", "no JSON: %s", error.text);
		return;
	}
	if (json_is_object(json_object_get(root, "report")))
		read_mtr(json_object_get(root, "report"), path, results);
	else if (json_is_array(json_object_get(root, "hops")))
		read_watcher(root, path, results);
	json_decref(root);
}

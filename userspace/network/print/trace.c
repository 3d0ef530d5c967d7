// SPDX-License-Identifier: GPL-2.0
#include "network/print/trace.h"

#include <stdlib.h>
#include <string.h>

#include "network/model/endpoint.h"
#include "print/json.h"
#include "print/table.h"
#include "util/alloc.h"

static const char *merged_name(enum merged merged)
{
	static const char *const names[] = {
		[MERGED_SYMMETRIC] = "symmetric",
		[MERGED_ASYMMETRIC] = "asymmetric",
		[MERGED_ONE_SIDED] = "seen from one side only",
		[MERGED_UNKNOWN] = "unknown",
	};

	return names[merged];
}

static const char *verdict(const struct judged *j)
{
	if (j->match == MATCH_UNKNOWN)
		return "UNKNOWN";
	return j->why ? "FAIL" : "PASS";
}

/* The name of an end, or its address. */
static const char *end_text(const struct network *net, const struct endpoint *end,
			    char buf[static PREFIX_STRLEN])
{
	const char *name = end->address.family ? endpoint_name(net, &end->address) : "?";

	return name ? name : address_format(&end->address, buf);
}

static char *circuits_text(const struct network *net, const struct judged *j)
{
	struct way way = { .n_circuit = j->n_circuit };

	if (!j->placed)
		return xstrdup("-");
	memcpy(way.circuit, j->circuit, sizeof(way.circuit));
	return way_circuits_text(net, &way);
}

static char *seen_text(const struct trace_result *r)
{
	struct net_view view = { 0 };
	char *text;
	size_t i, j;

	for (i = 0; i < r->n_hop; i++) {
		struct net_shown *hop = net_view_add(&view);

		for (j = 0; j < r->hop[i].n_address; j++)
			net_shown_add(hop, &r->hop[i].address[j]);
	}
	text = hops_text(&view);
	net_view_free(&view);
	return text;
}

static void print_table(const struct network *net, const struct trace_results *results,
			const struct judgement *g, FILE *out)
{
	static const char *const titles[] = { "RESULT", "FROM", "TO", "BY", "DOWN", "READ FROM" };
	struct table table = { 0 };
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_column(&table, ALIGN_LEFT, titles[i]);
	for (i = 0; i < g->n_trace; i++) {
		const struct judged *j = &g->trace[i];
		const struct trace_result *r = &results->v[j->result];
		char *circuits = circuits_text(net, j);

		table_cell(&table, "%s", verdict(j));
		table_cell(&table, "%s", end_text(net, &j->from, buf));
		table_cell(&table, "%s", end_text(net, &j->to, buf));
		table_cell(&table, "%s", circuits);
		table_cell(&table, "%s", r->down.n ? r->down.v[0].text : "-");
		table_cell(&table, "%s:%u", r->path, r->line);
		free(circuits);
	}
	table_print(&table, out);
	table_free(&table);
}

static void print_faults(const struct network *net, const struct trace_results *results,
			 const struct judgement *g, FILE *out)
{
	size_t i;

	for (i = 0; i < g->n_trace; i++) {
		const struct judged *j = &g->trace[i];
		const struct trace_result *r = &results->v[j->result];
		char *seen;

		if (!j->why)
			continue;
		fprintf(out, "\n%s:%u: %s\n", r->path, r->line, j->why);
		if (!j->expected)
			continue;
		seen = seen_text(r);
		fprintf(out, "  expected %s\n  seen     %s\n", j->expected,
			*seen ? seen : "nothing");
		free(seen);
	}
}

static size_t print_pairs(const struct network *net, const struct judgement *g, FILE *out)
{
	char from[PREFIX_STRLEN], to[PREFIX_STRLEN], *there, *back;
	size_t symmetric = 0, i;

	for (i = 0; i < g->n_pair; i++) {
		const struct judged *a = &g->trace[g->pair[i].there];
		const struct judged *b = &g->trace[g->pair[i].back == NONE ? g->pair[i].there :
									      g->pair[i].back];

		symmetric += g->pair[i].merged == MERGED_SYMMETRIC;
		if (g->pair[i].merged == MERGED_SYMMETRIC)
			continue;
		there = circuits_text(net, a);
		back = circuits_text(net, b);
		fprintf(out, "%s and %s: %s", end_text(net, &a->from, from),
			end_text(net, &a->to, to), merged_name(g->pair[i].merged));
		if (g->pair[i].merged == MERGED_ASYMMETRIC)
			fprintf(out, ": there by %s, back by %s", there, back);
		fputc('\n', out);
		free(there);
		free(back);
	}
	return symmetric;
}

void traces_text(const struct network *net, const struct trace_results *results,
		 const struct judgement *judgement, FILE *out)
{
	size_t pass = 0, symmetric, i;

	print_table(net, results, judgement, out);
	print_faults(net, results, judgement, out);
	fputc('\n', out);
	symmetric = print_pairs(net, judgement, out);
	for (i = 0; i < judgement->n_trace; i++)
		pass += !judgement->trace[i].why;
	fprintf(out, "%zu of %zu traces are as expected; %zu of %zu pairs are symmetric\n", pass,
		judgement->n_trace, symmetric, judgement->n_pair);
}

static json_t *circuits_json(const struct network *net, const struct judged *j)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < j->n_circuit; i++)
		json_push(array, json_text(net->circuit[j->circuit[i]].name));
	return array;
}

static json_t *judged_json(const struct network *net, const struct trace_results *results,
			   const struct judged *j)
{
	const struct trace_result *r = &results->v[j->result];
	json_t *object = json_object(), *down = json_array();
	char buf[PREFIX_STRLEN], *seen = seen_text(r);
	size_t i;

	for (i = 0; i < r->down.n; i++)
		json_push(down, json_text(r->down.v[i].text));
	json_add(object, "result", json_text(verdict(j)));
	json_add(object, "from", json_text(end_text(net, &j->from, buf)));
	json_add(object, "to", json_text(end_text(net, &j->to, buf)));
	json_add(object, "circuits", j->placed ? circuits_json(net, j) : json_null());
	json_add(object, "without",
		 j->without == NONE ? json_null() : json_text(net->circuit[j->without].name));
	json_add(object, "down", down);
	json_add(object, "expected", json_text(j->expected));
	json_add(object, "seen", json_text(seen));
	json_add(object, "why", json_text(j->why));
	json_add(object, "tool", json_text(trace_tool_name(r->tool)));
	json_add(object, "file", json_text(r->path));
	json_add(object, "line", json_integer(r->line));
	free(seen);
	return object;
}

json_t *traces_json(const struct network *net, const struct trace_results *results,
		    const struct judgement *judgement)
{
	json_t *root = json_object(), *traces = json_array(), *pairs = json_array();
	size_t i;

	for (i = 0; i < judgement->n_trace; i++)
		json_push(traces, judged_json(net, results, &judgement->trace[i]));
	for (i = 0; i < judgement->n_pair; i++) {
		const struct pair *p = &judgement->pair[i];
		json_t *pair = json_object();

		json_add(pair, "there", json_integer(p->there));
		json_add(pair, "back", p->back == NONE ? json_null() : json_integer(p->back));
		json_add(pair, "verdict", json_text(merged_name(p->merged)));
		json_push(pairs, pair);
	}
	json_add(root, "traces", traces);
	json_add(root, "pairs", pairs);
	return root;
}

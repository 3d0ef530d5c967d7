// SPDX-License-Identifier: GPL-2.0
/* traceroute, tracert and ping: lines. */
#include <stdlib.h>
#include <string.h>

#include "network/trace/read.h"
#include "util/alloc.h"
#include "util/array.h"

/**
 * struct lines - where reading is
 * @now: the trace that lines belong to is the last of @results
 * @number: of its last hop
 * @head: what a heading has said for the next trace
 */
struct lines {
	const char *path;
	struct trace_results *results;
	struct diagnostics *diags;
	unsigned int line;
	bool now;
	unsigned long number;
	struct trace_result head;
};

static char *next_word(char **rest)
{
	return strtok_r(NULL, " \t", rest);
}

static void set_name(struct desc_name *name, const char *text, unsigned int line)
{
	free(name->text);
	name->text = xstrdup(text);
	name->at = (struct location){ line, 1 };
}

/* "# from NAME to NAME down NAME NAME"; other comments are none. */
static void read_heading(struct lines *l, char *text)
{
	char *rest = text + 1, *word = strtok_r(text + 1, " \t", &rest), *keyword = word;

	if (!word || strcmp(word, "from"))
		return;
	l->now = false;
	while ((word = next_word(&rest))) {
		struct desc_name name = { 0 };

		if (!strcmp(word, "to") || !strcmp(word, "down")) {
			keyword = word;
			continue;
		}
		if (!strcmp(keyword, "from")) {
			set_name(&l->head.from, word, l->line);
		} else if (!strcmp(keyword, "to")) {
			set_name(&l->head.to, word, l->line);
		} else {
			set_name(&name, word, l->line);
			l->head.down.v = array_grow(l->head.down.v, l->head.down.n,
						    sizeof(*l->head.down.v));
			l->head.down.v[l->head.down.n++] = name;
		}
	}
}

/* An address in a word, which may be in brackets and have a comma or colon behind it. */
static bool word_address(const char *word, struct address *a)
{
	size_t n = strlen(word);
	char buf[PREFIX_STRLEN];

	while (n && strchr(",:.", word[n - 1]))
		n--;
	if (n > 2 && (word[0] == '(' || word[0] == '[') && strchr(")]", word[n - 1])) {
		word++;
		n -= 2;
	}
	if (!n || n >= sizeof(buf))
		return false;
	memcpy(buf, word, n);
	buf[n] = '\0';
	return !address_parse(buf, a);
}

static struct trace_result *begin(struct lines *l, enum trace_tool tool)
{
	struct trace_result *r = trace_results_add(l->results, tool, l->path, l->line);

	r->from = l->head.from;
	r->to = l->head.to;
	r->down = l->head.down;
	l->head = (struct trace_result){ 0 };
	l->now = true;
	l->number = 0;
	return r;
}

/* The line that a tool begins with: the last address before "over" or "from" is the target. */
static bool read_begin(struct lines *l, char *text)
{
	static const struct {
		const char *text;
		enum trace_tool tool;
	} begins[] = {
		{ "traceroute to ", TOOL_TRACEROUTE }, { "traceroute6 to ", TOOL_TRACEROUTE },
		{ "Tracing route to ", TOOL_TRACERT }, { "Pinging ", TOOL_PING },
		{ "PING ", TOOL_PING },
	};
	struct trace_result *r;
	char *word, *rest;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(begins); i++) {
		if (!strncmp(text, begins[i].text, strlen(begins[i].text)))
			break;
	}
	if (i == ARRAY_SIZE(begins))
		return false;
	r = begin(l, begins[i].tool);
	strtok_r(text, " \t", &rest);
	while ((word = next_word(&rest))) {
		if (!strcmp(word, "over") || !strcmp(word, "from") || !strcmp(word, "with"))
			break;
		word_address(word, &r->target);
	}
	return true;
}

/* "12.5" or "<1", in microseconds. */
static bool parse_time(const char *word, uint32_t *microseconds)
{
	double value;
	char *end;

	if (*word == '<')
		word++;
	if (*word < '0' || *word > '9')
		return false;
	value = strtod(word, &end);
	if (*end || value > 60000)
		return false;
	*microseconds = (uint32_t)(value * 1000);
	return true;
}

/* " 3  name (10.2.30.3)  0.4 ms !H *  0.3 ms" */
static bool read_hop(struct lines *l, char *text)
{
	struct trace_result *r = &l->results->v[l->results->n - 1];
	char *end, *word, *rest = NULL, *before = NULL;
	unsigned long number = strtoul(text, &end, 10);
	struct seen_hop *hop;
	struct address a;
	uint32_t time;

	if (end == text || (*end != ' ' && *end != '\t') || number <= l->number ||
	    number > SEEN_HOPS_MAX)
		return false;
	for (; l->number + 1 < number; l->number++)
		trace_result_add_hop(r);
	l->number = number;
	hop = trace_result_add_hop(r);
	for (word = strtok_r(end, " \t", &rest); word; word = next_word(&rest)) {
		if (!strcmp(word, "ms") && before && parse_time(before, &time))
			seen_hop_time(hop, time);
		else if (word_address(word, &a))
			seen_hop_add(hop, &a);
		before = word;
	}
	return true;
}

/* "Packets: Sent = 4, Received = 3", "4 packets transmitted, 3 received" */
static bool read_received(struct lines *l, const char *text)
{
	static const char *const marks[] = { "Received = ", "transmitted, " };
	struct trace_result *r = &l->results->v[l->results->n - 1];
	const char *at = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks) && !at; i++) {
		at = strstr(text, marks[i]);
		if (at)
			at += strlen(marks[i]);
	}
	if (!at || *at < '0' || *at > '9')
		return false;
	if (strtoul(at, NULL, 10) && r->target.family)
		seen_hop_add(trace_result_add_hop(r), &r->target);
	l->now = false;
	return true;
}

static void read_line(struct lines *l, char *text)
{
	enum trace_tool tool;

	text[strcspn(text, "\r")] = '\0';
	text += strspn(text, " \t");
	if (*text == '#') {
		read_heading(l, text);
		return;
	}
	if (read_begin(l, text) || !l->now)
		return;
	tool = l->results->v[l->results->n - 1].tool;
	if (tool == TOOL_PING)
		read_received(l, text);
	else
		read_hop(l, text);
}

void trace_read_lines(char *text, const char *path, struct trace_results *results,
		      struct diagnostics *diags)
{
	struct lines l = { .path = path, .results = results, .diags = diags };
	char *end;

	for (; text; text = end) {
		end = strchr(text, '\n');
		if (end)
			*end++ = '\0';
		l.line++;
		read_line(&l, text);
	}
	if (l.head.from.text)
		diagnostics_add(diags, SEVERITY_ERROR, l.head.from.at, "no-trace",
				"no trace follows this heading");
	trace_result_clear(&l.head);
}

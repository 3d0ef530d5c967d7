// SPDX-License-Identifier: GPL-2.0
#include "run/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/service_event.h"
#include "live/mended.h"
#include "run/journal.h"
#include "util/alloc.h"

#define LINES_MAX 10

static const char *circuit_of_table(const struct site *site, uint32_t table)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (table == ROUTE_TABLE + site->circuit[i].id)
			return site->circuit[i].name;
	return NULL;
}

static bool has_hop(const struct route *route, const char *device)
{
	size_t i;

	for (i = 0; route && i < route->n_hop; i++)
		if (!strcmp(route->hop[i].device, device))
			return true;
	return false;
}

/* The only link that a route gets or loses. */
static const char *link_of_route(const struct route *less, const struct route *more)
{
	const char *link = NULL;
	size_t i;

	for (i = 0; more && i < more->n_hop; i++) {
		if (has_hop(less, more->hop[i].device))
			continue;
		if (link)
			return NULL;
		link = more->hop[i].device;
	}
	return link;
}

void report_subject(const struct site *site, const struct operation *o, const char **circuit,
		    const char **link)
{
	union thing thing = operation_thing(o);

	*circuit = NULL;
	*link = NULL;
	if (o->object == OBJECT_CIRCUIT) {
		*circuit = thing.circuit->name;
	} else if (o->object == OBJECT_RULE) {
		*circuit = circuit_of_table(site, thing.rule->table);
	} else if (o->object == OBJECT_ROUTE) {
		*circuit = circuit_of_table(site, thing.route->table);
		*link = link_of_route(o->old.route, o->new.route);
		if (!*link)
			*link = link_of_route(o->new.route, o->old.route);
	}
}

static void report_operation(const struct site *site, const struct operation *o,
			     const char *cause)
{
	struct journal_fields fields = { .cause = cause };
	char *object = NULL, *text;
	struct mended mended;
	size_t size;
	FILE *out = open_memstream(&object, &size);

	if (!out)
		out_of_memory();
	operation_print_object(o, out);
	fclose(out);
	fields.object = object;
	report_subject(site, o, &fields.circuit, &fields.link);
	mended_init(&mended, o->verb, fields.circuit, fields.link, object, cause);
	service_event_send(&mended);
	text = mended_text(&mended);
	journal_print(JOURNAL_NOTICE, &fields, text);
	free(text);
	free(object);
}

/* All that is in a table comes with it. */
static bool has_table(const struct operations *operations)
{
	size_t i;

	for (i = 0; i < operations->n; i++)
		if (operations->v[i].object == OBJECT_TABLE)
			return true;
	return false;
}

static void report_more(size_t more, const char *cause)
{
	char *object = xasprintf("%zu more objects", more), *text;
	struct mended mended;

	mended_init(&mended, VERB_CHANGE, NULL, NULL, object, cause);
	service_event_send(&mended);
	text = mended_text(&mended);
	journal_print(JOURNAL_NOTICE, NULL, text);
	free(text);
	free(object);
}

void report_transitions(const struct transitions *transitions)
{
	size_t i;

	for (i = 0; i < transitions->n; i++) {
		const struct transition *t = &transitions->v[i];
		struct journal_fields fields = { .circuit = t->circuit };
		char *text = transition_text(t);

		if (t->link[0]) {
			fields.link = t->link;
			service_event_send_transition(t);
		}
		journal_print(JOURNAL_NOTICE, &fields, text);
		free(text);
	}
}

void report_mended(const struct site *site, const struct operations *operations,
		   const char *cause)
{
	bool whole = has_table(operations);
	size_t i, lines = 0, more = 0;

	for (i = 0; i < operations->n; i++) {
		if (whole && operations->v[i].object > OBJECT_TABLE)
			continue;
		if (lines++ < LINES_MAX)
			report_operation(site, &operations->v[i], cause);
		else
			more++;
	}
	if (more)
		report_more(more, cause);
}

// SPDX-License-Identifier: GPL-2.0
#include "print/circuits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/site.h"
#include "print/json.h"
#include "print/table.h"
#include "print/words.h"
#include "util/alloc.h"

/* The module knows of one kind only that its circuits carry public addresses alone. */
static const char *kind_name(const struct circuit_state *circuit)
{
	return circuit_kind_name(circuit->public_only ? KIND_MICROSOFT_PEERING : KIND_NONE);
}

const char *link_state_name(const struct link_state *link)
{
	if (!link->present)
		return "absent";
	return link->running ? "running" : "down";
}

static json_t *links_json(const struct circuit_state *circuit)
{
	json_t *links = json_array();
	size_t i;

	for (i = 0; i < circuit->n_link; i++) {
		const struct link_state *link = &circuit->link[i];
		json_t *object = json_object();

		json_add(object, "dev", json_text(link->device));
		json_add(object, "present", json_boolean(link->present));
		json_add(object, "running", json_boolean(link->running));
		json_add(object, "missing", json_boolean(link->missing));
		json_push(links, object);
	}
	return links;
}

/* What is not known is null. */
static void add_condition(json_t *object, const struct circuit_state *circuit)
{
	const char *state = circuit->down ? "down" : "up";
	char buf[TIME_STRLEN];

	json_add(object, "state", json_text(circuit->known ? state : NULL));
	json_add(object, "since",
		 json_text(circuit->since ? time_format_utc(circuit->since, buf) : NULL));
	json_add(object, "reason", json_text(reason_name(circuit->reason)));
	json_add(object, "why", json_text(circuit->why[0] ? circuit->why : NULL));
}

json_t *circuits_json(const struct circuit_states *list)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < list->n; i++) {
		const struct circuit_state *circuit = &list->v[i];
		json_t *object = json_object();

		json_add(object, "name", json_text(circuit->name));
		json_add(object, "id", json_integer(circuit->id));
		json_add(object, "kind", json_text(kind_name(circuit)));
		json_add(object, "remote", json_boolean(!circuit->n_link));
		add_condition(object, circuit);
		json_add(object, "links", links_json(circuit));
		json_add(object, "born_in", json_integer(circuit->born_in));
		json_add(object, "born_out", json_integer(circuit->born_out));
		json_push(array, object);
	}
	return array;
}

static char *links_text(const struct circuit_state *circuit)
{
	char *text = xstrdup(circuit->n_link ? "" : "remote");
	size_t i;

	for (i = 0; i < circuit->n_link; i++) {
		const struct link_state *link = &circuit->link[i];
		char *longer = xasprintf("%s%s%s %s%s", text, i ? ", " : "", link->device,
					 link_state_name(link),
					 link->missing ? " (routes missing)" : "");

		free(text);
		text = longer;
	}
	return text;
}

/* "down since 2026-11-30 12:00:00, set by command: maintenance" */
static char *condition_text(const struct circuit_state *circuit)
{
	char buf[TIME_STRLEN] = "", *reason, *text;

	if (!circuit->known)
		return xstrdup(UNKNOWN);
	if (circuit->since)
		buf[strcspn(time_format(circuit->since, buf), ".")] = '\0';
	reason = reason_text(circuit->reason, circuit->why);
	text = xasprintf("%s%s%s%s%s", circuit->down ? "down" : "up", buf[0] ? " since " : "", buf,
			 reason ? ", " : "", reason ? reason : "");
	free(reason);
	return text;
}

void circuits_text(const struct circuit_states *list, FILE *out)
{
	struct table table = { 0 };
	size_t i;

	if (!list->n) {
		fputs("no circuits\n", out);
		return;
	}
	table_column(&table, ALIGN_LEFT, "circuit");
	table_column(&table, ALIGN_RIGHT, "id");
	table_column(&table, ALIGN_LEFT, "kind");
	table_column(&table, ALIGN_RIGHT, "born in");
	table_column(&table, ALIGN_RIGHT, "born out");
	table_column(&table, ALIGN_LEFT, "state");
	table_column(&table, ALIGN_LEFT, "links");
	for (i = 0; i < list->n; i++) {
		const struct circuit_state *circuit = &list->v[i];
		char *links = links_text(circuit), *condition = condition_text(circuit);

		table_cell(&table, "%s", circuit->name);
		table_cell(&table, "%" PRIu32, circuit->id);
		table_cell(&table, "%s", or_unknown(kind_name(circuit)));
		table_cell(&table, "%" PRIu64, circuit->born_in);
		table_cell(&table, "%" PRIu64, circuit->born_out);
		table_cell(&table, "%s", condition);
		table_cell(&table, "%s", links);
		free(condition);
		free(links);
	}
	table_print(&table, out);
	table_free(&table);
}

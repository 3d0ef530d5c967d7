// SPDX-License-Identifier: GPL-2.0
#include "print/past.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "print/json.h"
#include "print/table.h"
#include "util/alloc.h"

#define MOMENT_STRLEN 32

/* RFC 3339, without fractions of a second; for people, with blanks. */
static const char *moment(char *buf, int64_t seconds, const char *format)
{
	time_t time = (time_t)seconds;
	struct tm utc;

	if (!gmtime_r(&time, &utc) || !strftime(buf, MOMENT_STRLEN, format, &utc))
		buf[0] = '\0';
	return buf;
}

static int64_t moment_in(uint64_t left)
{
	return (int64_t)time(NULL) + (int64_t)((left + 999) / 1000);
}

char *unconfirmed_text(uint64_t left)
{
	char buf[MOMENT_STRLEN];

	if (!left)
		return xstrdup("the last change was not confirmed in time: it is being undone");
	return xasprintf("the last change is undone at %s (in %" PRIu64 " s), unless \"ersym confirm\" is run before",
			 moment(buf, moment_in(left), "%H:%M:%S UTC"), (left + 999) / 1000);
}

static const char *or_unknown(const char *text)
{
	return text ? text : "-";
}

/* "alice (root, pts/3)" */
static char *who(const struct past_change *change)
{
	const char *name = change->login ? change->login : change->user;
	const char *as = change->login ? change->user : NULL;

	if (!name)
		return xstrdup("-");
	if (!as && !change->terminal)
		return xstrdup(name);
	return xasprintf("%s (%s%s%s)", name, as ? as : "", as && change->terminal ? ", " : "",
			 change->terminal ? change->terminal : "");
}

static void add_readable(struct table *table, const struct past_change *change)
{
	char time[MOMENT_STRLEN], *name = who(change);

	table_cell(table, "%s", moment(time, change->time, "%Y-%m-%d %H:%M:%S"));
	table_cell(table, "%s", name);
	table_cell(table, "%s", or_unknown(change->action));
	table_cell(table, "%" PRIu64, change->changes);
	table_cell(table, "%s", change->summary ? change->summary : "");
	free(name);
}

static void add_row(struct table *table, const struct past_change *change)
{
	table_cell(table, "%s%lu", change->current ? "* " : "", change->number);
	if (change->condition == PAST_READABLE) {
		add_readable(table, change);
		return;
	}
	table_cell(table, "-");
	table_cell(table, "-");
	table_cell(table, "-");
	table_cell(table, "-");
	table_cell(table, "%s", change->condition == PAST_NEWER ?
		   "(written by a newer version of ersym)" : "(damaged)");
}

void past_text(const struct past *past, FILE *out)
{
	struct table table = { 0 };
	size_t i;

	if (!past->n) {
		fputs("nothing has been applied yet\n", out);
		return;
	}
	table_column(&table, ALIGN_RIGHT, "entry");
	table_column(&table, ALIGN_LEFT, "time (UTC)");
	table_column(&table, ALIGN_LEFT, "who");
	table_column(&table, ALIGN_LEFT, "what");
	table_column(&table, ALIGN_RIGHT, "changes");
	table_column(&table, ALIGN_LEFT, "summary");
	for (i = past->n; i; i--)
		add_row(&table, &past->v[i - 1]);
	table_print(&table, out);
	table_free(&table);
}

static const char *condition_name(enum past_condition condition)
{
	if (condition == PAST_DAMAGED)
		return "damaged";
	return condition == PAST_NEWER ? "newer" : "readable";
}

static json_t *change_json(const struct past_change *change)
{
	bool readable = change->condition == PAST_READABLE;
	json_t *json = json_object();
	char time[MOMENT_STRLEN];

	json_add(json, "entry", json_integer((json_int_t)change->number));
	json_add(json, "condition", json_text(condition_name(change->condition)));
	json_add(json, "current", json_boolean(change->current));
	json_add(json, "empty", readable ? json_boolean(change->empty) : json_null());
	json_add(json, "time", json_text(readable ?
		 moment(time, change->time, "%Y-%m-%dT%H:%M:%SZ") : NULL));
	json_add(json, "action", json_text(change->action));
	json_add(json, "user", json_text(change->user));
	json_add(json, "login", json_text(change->login));
	json_add(json, "terminal", json_text(change->terminal));
	json_add(json, "command", json_text(change->command));
	json_add(json, "changes", readable ? json_integer((json_int_t)change->changes) :
		 json_null());
	json_add(json, "summary", json_text(change->summary));
	return json;
}

static json_t *unconfirmed_json(const struct past *past)
{
	json_t *json = json_object();
	char until[MOMENT_STRLEN];

	if (!past->unconfirmed) {
		json_decref(json);
		return json_null();
	}
	json_add(json, "until",
		 json_text(moment(until, moment_in(past->left), "%Y-%m-%dT%H:%M:%SZ")));
	json_add(json, "seconds", json_integer((json_int_t)((past->left + 999) / 1000)));
	return json;
}

json_t *past_json(const struct past *past)
{
	json_t *json = json_object(), *entries = json_array();
	size_t i;

	for (i = past->n; i; i--)
		json_push(entries, change_json(&past->v[i - 1]));
	json_add(json, "unconfirmed", unconfirmed_json(past));
	json_add(json, "unfinished", json_boolean(past->unfinished));
	json_add(json, "entries", entries);
	return json;
}

// SPDX-License-Identifier: GPL-2.0
#include "print/site_change.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print/json.h"
#include "print/site.h"
#include "util/alloc.h"

/* More circuits than that are counted. */
#define NAMES_MAX 4

static const char circuits[] = "circuits";

static json_t *site_or_nothing(const struct site *site)
{
	return site ? site_json(site) : json_object();
}

/* struct words - verbs, with the names of what they say: "us, eu added" */
struct words {
	FILE *out;
	bool some;
};

static bool has_changed(json_t *before, json_t *after, const char *verb)
{
	if (!strcmp(verb, "added"))
		return !before && after;
	if (!strcmp(verb, "removed"))
		return before && !after;
	return before && after && !json_equal(before, after);
}

/* All circuits that one of the two objects has. */
static void add_verb(struct words *w, json_t *names, json_t *before, json_t *after,
		     const char *verb)
{
	const char *name;
	json_t *value;
	size_t n = 0;

	json_object_foreach(names, name, value) {
		if (!has_changed(json_object_get(before, name), json_object_get(after, name), verb))
			continue;
		if (n < NAMES_MAX)
			fprintf(w->out, "%s%s", n ? ", " : w->some ? ", " : "circuits: ", name);
		n++;
	}
	if (n > NAMES_MAX)
		fprintf(w->out, " and %zu more", n - NAMES_MAX);
	if (n)
		fprintf(w->out, " %s", verb);
	w->some |= n;
}

static json_t *all_keys(json_t *a, json_t *b)
{
	json_t *all = json_object();

	if (a)
		json_object_update(all, a);
	if (b)
		json_object_update(all, b);
	return all;
}

static void add_circuits(struct words *w, json_t *before, json_t *after)
{
	json_t *a = json_object_get(before, circuits), *b = json_object_get(after, circuits);
	json_t *names = all_keys(a, b);

	add_verb(w, names, a, b, "added");
	add_verb(w, names, a, b, "removed");
	add_verb(w, names, a, b, "changed");
	json_decref(names);
}

/* The other keys: their names say enough. */
static void add_rest(struct words *w, json_t *before, json_t *after)
{
	json_t *keys = all_keys(before, after), *value;
	bool some = false;
	const char *key;

	json_object_foreach(keys, key, value) {
		if (!strcmp(key, circuits) ||
		    json_equal(json_object_get(before, key), json_object_get(after, key)))
			continue;
		fprintf(w->out, "%s%s", some ? ", " : w->some ? "; " : "", key);
		some = true;
	}
	if (some)
		fputs(" changed", w->out);
	json_decref(keys);
}

char *site_change_text(const struct site *before, const struct site *after)
{
	json_t *a = site_or_nothing(before), *b = site_or_nothing(after);
	struct words w = { 0 };
	char *text = NULL;
	size_t size;

	w.out = open_memstream(&text, &size);
	if (!w.out)
		out_of_memory();
	add_circuits(&w, a, b);
	/* Of a configuration that is the first or the last, every key has. */
	if (before && after)
		add_rest(&w, a, b);
	if (fclose(w.out))
		out_of_memory();
	json_decref(a);
	json_decref(b);
	return text;
}

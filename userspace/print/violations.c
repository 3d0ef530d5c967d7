// SPDX-License-Identifier: GPL-2.0
#include "print/violations.h"

#include <inttypes.h>
#include <stdlib.h>

#include "live/cause.h"
#include "model/kind.h"
#include "print/json.h"
#include "print/table.h"
#include "print/words.h"
#include "util/alloc.h"

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static json_t *take_text(char *text)
{
	json_t *json = json_text(text);

	free(text);
	return json;
}

json_t *violations_json(const struct violations *list, const struct names *names)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < list->n; i++) {
		const struct violation *v = &list->v[i];
		json_t *object = json_object();

		json_add(object, "kind", json_text(violation_kind_name(v->kind)));
		json_add(object, "expected", json_text(names_get(names, v->expected)));
		json_add(object, "actual", json_text(names_get(names, v->actual)));
		json_add(object, "packets", json_integer(v->packets));
		json_add(object, "bytes", json_integer(v->bytes));
		json_add(object, "connections", json_integer(v->connections));
		json_add(object, "way_gone", v->way_gone == WAY_GONE_UNKNOWN ?
						     json_null() :
						     json_integer(v->way_gone));
		json_add(object, "cause", take_text(violation_cause(v, names)));
		json_add(object, "next", take_text(violation_next_step(v, names)));
		json_push(array, object);
	}
	return array;
}

static void print_heading(const struct violation *v, size_t n, FILE *out)
{
	uint64_t packets = 0, bytes = 0, connections = 0;
	const char *kind = violation_kind_name(v->kind);
	char amount[AMOUNT_STRLEN];
	size_t i;

	for (i = 0; i < n; i++) {
		packets += v[i].packets;
		bytes += v[i].bytes;
		connections += v[i].connections;
	}
	if (kind)
		fprintf(out, "%s: %s\n", kind, violation_kind_meaning(v->kind));
	else
		fprintf(out, "kind %" PRIu32 ": this program is older than the kernel module\n",
			v->kind);
	fprintf(out, "  %" PRIu64 " packet%s, %s, %" PRIu64 " connection%s\n",
		packets, packets == 1 ? "" : "s", bytes_format(bytes, amount),
		connections, connections == 1 ? "" : "s");
}

static int compare_ids(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return compare_numbers(*x, *y);
}

/* The circuits that packets of one kind were on, each once. To be freed. */
static uint32_t *actual_ids(const struct violation *v, size_t n, size_t *n_id)
{
	uint32_t *id = xcalloc(n, sizeof(*id));
	size_t i, kept = 0;

	for (i = 0; i < n; i++)
		id[i] = v[i].actual;
	qsort(id, n, sizeof(*id), compare_ids);
	for (i = 0; i < n; i++)
		if (!kept || id[kept - 1] != id[i])
			id[kept++] = id[i];
	*n_id = kept;
	return id;
}

/* Packets of one kind: a row for each circuit expected, a column for each actual. */
static void print_matrix(const struct violation *v, size_t n, const struct names *names,
			 FILE *out)
{
	struct table table = { .indent = 4 };
	size_t n_id, i = 0, column;
	uint32_t *id;

	id = actual_ids(v, n, &n_id);
	table_column(&table, ALIGN_LEFT, "expected \\ actual");
	for (column = 0; column < n_id; column++)
		table_column(&table, ALIGN_RIGHT, or_unknown(names_get(names, id[column])));
	while (i < n) {
		uint32_t expected = v[i].expected;

		table_cell(&table, "%s", or_unknown(names_get(names, expected)));
		for (column = 0; column < n_id; column++) {
			if (i < n && v[i].expected == expected && v[i].actual == id[column])
				table_cell(&table, "%" PRIu64, v[i++].packets);
			else
				table_cell(&table, "0");
		}
	}
	table_print(&table, out);
	table_free(&table);
	free(id);
}

/* Packets that had no way left, of each pair of circuits. */
static void print_way_gone(const struct violation *v, size_t n, const struct names *names,
			   FILE *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const char *expected = or_unknown(names_get(names, v[i].expected));

		if (v[i].way_gone && v[i].way_gone != WAY_GONE_UNKNOWN)
			fprintf(out,
				"    %s → %s: %" PRIu64 " packet%s because no link of %s was running\n",
				expected, or_unknown(names_get(names, v[i].actual)),
				v[i].way_gone, v[i].way_gone == 1 ? "" : "s", expected);
	}
}

/* The likely cause and the next step for each pair of one kind. */
static void print_causes(const struct violation *v, size_t n, const struct names *names,
			 FILE *out)
{
	char *cause, *next;
	size_t i;

	for (i = 0; i < n; i++) {
		cause = violation_cause(&v[i], names);
		next = violation_next_step(&v[i], names);
		if (cause && next)
			fprintf(out, "  Likely: %s.\n  Next:   %s.\n", cause, next);
		free(cause);
		free(next);
	}
}

void violations_text(const struct violations *list, const struct names *names, FILE *out)
{
	size_t i, n;

	if (!list->n)
		fputs("no violations\n", out);
	for (i = 0; i < list->n; i += n) {
		const struct violation *v = &list->v[i];

		for (n = 1; i + n < list->n && v[n].kind == v->kind; n++)
			;
		if (i)
			fputc('\n', out);
		print_heading(v, n, out);
		print_matrix(v, n, names, out);
		print_way_gone(v, n, names, out);
		print_causes(v, n, names, out);
	}
}

// SPDX-License-Identifier: GPL-2.0
#include "model/diagnostic.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

void diagnostics_add(struct diagnostics *list, enum severity severity, struct location at,
		     const char *code, const char *format, ...)
{
	struct diagnostic *d;
	va_list ap;

	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	d = &list->v[list->n++];
	d->severity = severity;
	d->at = at;
	d->code = code;
	va_start(ap, format);
	d->message = xvasprintf(format, ap);
	va_end(ap);
	list->n_error += severity == SEVERITY_ERROR;
}

void diagnostics_subject(struct diagnostics *list, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	list->v[list->n - 1].subject = xvasprintf(format, ap);
	va_end(ap);
}

void diagnostics_command(struct diagnostics *list, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	list->v[list->n - 1].command = xvasprintf(format, ap);
	va_end(ap);
}

void diagnostics_edit(struct diagnostics *list, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	list->v[list->n - 1].edit = xvasprintf(format, ap);
	va_end(ap);
}

/* Characters that have no meaning for sed or the shell. */
static bool is_plain(const char *name)
{
	return !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_:@-.")];
}

void diagnostics_rename(struct diagnostics *list, const char *from, const char *to)
{
	const struct location *at = &list->v[list->n - 1].at;

	if (at->line && is_plain(from) && is_plain(to))
		diagnostics_edit(list, "%us/^\\(.\\{%u\\}\"\\?\\)%s/\\1%s/", at->line,
				 at->column - 1, from, to);
}

static int compare(const void *pa, const void *pb)
{
	const struct diagnostic *a = *(const struct diagnostic *const *)pa;
	const struct diagnostic *b = *(const struct diagnostic *const *)pb;
	int order = location_compare(a->at, b->at);

	/* Both point into one array, which has the order in which they were added. */
	return order ? order : a < b ? -1 : 1;
}

void diagnostics_sort(struct diagnostics *list)
{
	struct diagnostic *sorted = NULL;
	struct diagnostic **order;
	size_t i;

	if (list->n < 2)
		return;
	order = xcalloc(list->n, sizeof(*order));
	for (i = 0; i < list->n; i++)
		order[i] = &list->v[i];
	qsort(order, list->n, sizeof(*order), compare);
	for (i = 0; i < list->n; i++) {
		sorted = array_grow(sorted, i, sizeof(*sorted));
		sorted[i] = *order[i];
	}
	free(order);
	free(list->v);
	list->v = sorted;
}

void diagnostics_free(struct diagnostics *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->v[i].message);
		free(list->v[i].subject);
		free(list->v[i].command);
		free(list->v[i].edit);
	}
	free(list->v);
	memset(list, 0, sizeof(*list));
}

// SPDX-License-Identifier: GPL-2.0
#include "network/lab/lines.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

void lines_add(struct lines *lines, char *line)
{
	lines->v = array_grow(lines->v, lines->n, sizeof(*lines->v));
	lines->v[lines->n++] = line;
}

static int compare(const void *pa, const void *pb)
{
	return strcmp(*(char *const *)pa, *(char *const *)pb);
}

void lines_sort(struct lines *lines)
{
	size_t i, n = 0;

	if (!lines->n)
		return;
	qsort(lines->v, lines->n, sizeof(*lines->v), compare);
	for (i = 1; i < lines->n; i++) {
		if (strcmp(lines->v[n], lines->v[i]))
			lines->v[++n] = lines->v[i];
		else
			free(lines->v[i]);
	}
	lines->n = n + 1;
}

bool lines_equal(const struct lines *a, const struct lines *b)
{
	size_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++) {
		if (strcmp(a->v[i], b->v[i]))
			return false;
	}
	return true;
}

bool lines_have(const struct lines *lines, const char *line)
{
	return lines->n && bsearch(&line, lines->v, lines->n, sizeof(*lines->v), compare);
}

void lines_free(struct lines *lines)
{
	size_t i;

	for (i = 0; i < lines->n; i++)
		free(lines->v[i]);
	free(lines->v);
	*lines = (struct lines){ 0 };
}

// SPDX-License-Identifier: GPL-2.0
#include "live/finding.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

void findings_add(struct findings *list, const struct finding *finding)
{
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = *finding;
}

void findings_skip(struct findings *list, const char *code, const char *reason)
{
	struct unchecked *unchecked;

	list->unchecked = array_grow(list->unchecked, list->n_unchecked,
				     sizeof(*list->unchecked));
	unchecked = &list->unchecked[list->n_unchecked++];
	unchecked->code = code;
	unchecked->reason = xstrdup(reason);
}

void findings_sort(struct findings *list)
{
	struct finding *sorted = NULL;
	size_t i, n = 0;
	int severity;

	for (severity = SEVERITY_ERROR; severity <= SEVERITY_NOTE; severity++) {
		for (i = 0; i < list->n; i++) {
			if (list->v[i].severity != (enum severity)severity)
				continue;
			sorted = array_grow(sorted, n, sizeof(*sorted));
			sorted[n++] = list->v[i];
		}
	}
	free(list->v);
	list->v = sorted;
}

size_t findings_count(const struct findings *list, enum severity severity)
{
	size_t i, n = 0;

	for (i = 0; i < list->n; i++)
		n += list->v[i].severity == severity;
	return n;
}

void findings_free(struct findings *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free(list->v[i].where);
		free(list->v[i].text);
		free(list->v[i].command);
	}
	for (i = 0; i < list->n_unchecked; i++)
		free(list->unchecked[i].reason);
	free(list->v);
	free(list->unchecked);
	memset(list, 0, sizeof(*list));
}

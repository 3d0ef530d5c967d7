// SPDX-License-Identifier: GPL-2.0
#include "plan/circuits_down.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

void circuits_down_add(struct circuits_down *list, uint32_t id, int64_t since, const char *why)
{
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = (struct circuit_down){ id, since, xstrdup(why) };
}

const struct circuit_down *circuits_down_find(const struct circuits_down *list, uint32_t id)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->v[i].id == id)
			return &list->v[i];
	return NULL;
}

void circuits_down_free(struct circuits_down *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		free(list->v[i].why);
	free(list->v);
	memset(list, 0, sizeof(*list));
}

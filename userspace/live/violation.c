// SPDX-License-Identifier: GPL-2.0
#include "live/violation.h"

#include <stdlib.h>
#include <string.h>

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare_violations(const void *a, const void *b)
{
	const struct violation *x = a, *y = b;
	int order = compare_numbers(x->kind, y->kind);

	if (!order)
		order = compare_numbers(x->expected, y->expected);
	return order ? order : compare_numbers(x->actual, y->actual);
}

void violations_sort(struct violations *list)
{
	if (list->n)
		qsort(list->v, list->n, sizeof(*list->v), compare_violations);
}

void violations_free(struct violations *list)
{
	free(list->v);
	memset(list, 0, sizeof(*list));
}

// SPDX-License-Identifier: GPL-2.0
#include "plan/merge.h"

#include <string.h>

void merge_begin(struct merge *m, const void *a, size_t n_a, const void *b, size_t n_b,
		 size_t size)
{
	memset(m, 0, sizeof(*m));
	m->next_a = a;
	m->next_b = b;
	m->size = size;
	/* An empty array may be NULL, to which nothing may be added. */
	m->end_a = n_a ? m->next_a + n_a * size : m->next_a;
	m->end_b = n_b ? m->next_b + n_b * size : m->next_b;
}

bool merge_next(struct merge *m, int (*compare)(const void *a, const void *b, void *arg),
		void *arg)
{
	int order;

	if (m->next_a == m->end_a && m->next_b == m->end_b)
		return false;
	if (m->next_a == m->end_a)
		order = 1;
	else if (m->next_b == m->end_b)
		order = -1;
	else
		order = compare(m->next_a, m->next_b, arg);
	m->a = order <= 0 ? m->next_a : NULL;
	m->b = order >= 0 ? m->next_b : NULL;
	if (m->a)
		m->next_a += m->size;
	if (m->b)
		m->next_b += m->size;
	return true;
}

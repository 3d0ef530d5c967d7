// SPDX-License-Identifier: GPL-2.0
#include "plan/link_owners.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

void link_owners_add(struct link_owners *owners, const char *link, size_t circuit)
{
	struct link_owner *owner;

	owners->v = array_grow(owners->v, owners->n, sizeof(*owners->v));
	owner = &owners->v[owners->n++];
	memcpy(owner->link, link, IFNAMSIZ);
	owner->circuit = circuit;
}

static int compare(const void *a, const void *b)
{
	const struct link_owner *x = a, *y = b;

	return strncmp(x->link, y->link, IFNAMSIZ);
}

void link_owners_sort(struct link_owners *owners)
{
	if (owners->n > 1)
		qsort(owners->v, owners->n, sizeof(*owners->v), compare);
}

const struct link_owner *link_owners_find(const struct link_owners *owners, const uint8_t *link)
{
	struct link_owner key = { 0 };

	if (!owners->n)
		return NULL;
	memcpy(key.link, link, IFNAMSIZ);
	return bsearch(&key, owners->v, owners->n, sizeof(*owners->v), compare);
}

void link_owners_free(struct link_owners *owners)
{
	free(owners->v);
	memset(owners, 0, sizeof(*owners));
}

// SPDX-License-Identifier: GPL-2.0
#include "config/circuit_names.h"

#include <stdlib.h>
#include <string.h>

static int compare_names(const void *pa, const void *pb)
{
	const struct circuit_name *a = pa, *b = pb;

	return strcmp(a->name, b->name);
}

void circuit_names_sort(struct circuit_names *names)
{
	qsort(names->v, names->n, sizeof(*names->v), compare_names);
	names->complete = true;
}

void circuit_names_free(struct circuit_names *names)
{
	free(names->v);
}

bool read_circuit_name(struct reader *r, const yaml_node_t *node, size_t *index)
{
	const struct circuit_names *names = r->context;
	struct circuit_name wanted, *found;
	char buf[QUOTED_STRLEN];

	wanted.name = document_text(&r->doc, node, "the name of a circuit");
	if (!wanted.name || !names->complete)
		return false;
	found = bsearch(&wanted, names->v, names->n, sizeof(*names->v), compare_names);
	if (!found) {
		document_error(&r->doc, node_location(node), "unknown-circuit",
			       "there is no circuit %s; add it under circuits, or name another",
			       quoted(wanted.name, buf));
		return false;
	}
	*index = found->index;
	return true;
}

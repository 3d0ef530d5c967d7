// SPDX-License-Identifier: GPL-2.0
#include "config/policy.h"

#include <stdlib.h>
#include <string.h>

#include "model/kind.h"
#include "util/array.h"

#define BIT(n) (1u << (n))
#define DROPPABLE ((BIT(ERSYM_KIND_MAX + 1) - 1) & ~BIT(ERSYM_KIND_RELATED))

static bool read_drop(struct reader *r, const yaml_node_t *node)
{
	static const char *const words[] = { "flag", "drop" };

	return read_word(r, node, words, ARRAY_SIZE(words), "flag or drop") == 1;
}

static int violation_kind(const char *name)
{
	uint32_t kind;

	for (kind = 0; kind <= ERSYM_KIND_MAX; kind++) {
		if (!strcmp(violation_kind_name(kind), name))
			return (int)kind;
	}
	return -1;
}

void read_policy(struct reader *r, const struct entry *e, uint32_t *drop)
{
	struct entry *entries;
	char buf[QUOTED_STRLEN];
	size_t n, i;

	if (e->value->type == YAML_SCALAR_NODE && !node_is_nothing(e->value)) {
		*drop = read_drop(r, e->value) ? DROPPABLE : 0;
		return;
	}
	entries = document_entries(&r->doc, e->value, "flag, drop or a mapping by kind", &n);
	for (i = 0; i < n; i++) {
		int kind = violation_kind(entries[i].key);

		if (kind < 0)
			document_error(&r->doc, entries[i].at, "unknown-key",
				       "unknown kind %s; the kinds are: return-in, return-out, forward-in, forward-out, foreign, orphan, leak, related",
				       quoted(entries[i].key, buf));
		else if (!read_drop(r, entries[i].value))
			continue;
		else if (kind == ERSYM_KIND_RELATED)
			document_error(&r->doc, node_location(entries[i].value), "related-drop",
				       "related cannot be dropped: path MTU discovery would fail; write flag");
		else
			*drop |= BIT(kind);
	}
	free(entries);
}

// SPDX-License-Identifier: GPL-2.0
#include "check/prefix.h"

#include <stdlib.h>

#include "util/alloc.h"

/* A prefix and its location in the file. */
struct placed_prefix {
	struct prefix prefix;
	struct location at;
};

static int compare(const void *pa, const void *pb)
{
	const struct placed_prefix *a = pa, *b = pb;
	int order = prefix_compare(&a->prefix, &b->prefix);

	return order ? order : location_compare(a->at, b->at);
}

/* Prefixes of a list may overlap, but one within another has no effect. */
static void check_redundancy(struct check *check, const struct prefix_list *list,
			     const struct location *at)
{
	struct placed_prefix *sorted = xcalloc(list->n, sizeof(*sorted));
	const struct placed_prefix *cover = &sorted[0];
	char later[PREFIX_STRLEN], earlier[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < list->n; i++)
		sorted[i] = (struct placed_prefix){ .prefix = list->v[i], .at = at[i] };
	qsort(sorted, list->n, sizeof(*sorted), compare);
	for (i = 1; i < list->n; i++) {
		if (prefix_contains(&cover->prefix, &sorted[i].prefix))
			check_warning(check, sorted[i].at, "redundant-prefix",
				      "%s is already in %s (line %u); remove it",
				      prefix_format(&sorted[i].prefix, later),
				      prefix_format(&cover->prefix, earlier), cover->at.line);
		else
			cover = &sorted[i];
	}
	free(sorted);
}

void check_prefixes(struct check *check, const struct prefix_list *list,
		    const struct location *at, bool any)
{
	char text[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < list->n; i++) {
		/* Length 0 is every host, although it covers addresses that no host has. */
		if ((any && !list->v[i].length) || prefix_is_unicast(&list->v[i]))
			continue;
		check_error(check, at[i], "not-unicast",
			    "%s has addresses that no host can have; use another prefix",
			    prefix_format(&list->v[i], text));
	}
	check_redundancy(check, list, at);
}

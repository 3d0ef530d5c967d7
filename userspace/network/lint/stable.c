// SPDX-License-Identifier: GPL-2.0
/* Prefixes for which BGP never comes to rest. */
#include "network/lint/lint.h"

#include <stdio.h>
#include <stdlib.h>

static struct location place_of(const struct lint_input *in, const struct bgp_class *class)
{
	struct location at = { 0 };
	size_t i;

	for (i = 0; i < class->n_unstable && !at.line; i++)
		at = in->net->session[class->unstable[i]].at;
	return at;
}

static void check_class(const struct lint_input *in, const struct bgp_class *class,
			const struct prefix *prefix, struct diagnostics *diags)
{
	const struct network *net = in->net;
	char buf[PREFIX_STRLEN], *text;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	for (i = 0; i < class->n_unstable; i++) {
		const struct net_session *s = &net->session[class->unstable[i]];

		fprintf(out, "%s%s - %s", i ? ", " : "", net->device[s->peer[0].device].name,
			net->device[s->peer[1].device].name);
	}
	fclose(out);
	diagnostics_add(diags, SEVERITY_ERROR, place_of(in, class), "no-stable-state",
			"BGP never comes to rest for %s: its routes on these sessions change in a circle: %s",
			prefix_format(prefix, buf), text);
	free(text);
}

void lint_stable(const struct lint_input *in, struct diagnostics *diags)
{
	const struct prefix_table *table = in->routes->table;
	size_t i;

	for (i = 0; i < table->n_class; i++) {
		const struct bgp_class *class = &in->routes->bgp.class[i];

		if (class->n_unstable)
			check_class(in, class, &table->v[table->class[i].prefix].prefix, diags);
	}
}

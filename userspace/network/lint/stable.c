// SPDX-License-Identifier: GPL-2.0
/* Prefixes for which BGP never converges, or can converge to more than one state. */
#include "network/lint/lint.h"

#include <stdio.h>
#include <stdlib.h>

static struct location place_of(const struct lint_input *in, const unsigned int *session, size_t n)
{
	struct location at = { 0 };
	size_t i;

	for (i = 0; i < n && !at.line; i++)
		at = in->net->session[session[i]].at;
	return at;
}

/* "one - two, two - three"; to be freed. */
static char *sessions_text(const struct network *net, const unsigned int *session, size_t n)
{
	size_t size, i;
	char *text;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	for (i = 0; i < n; i++) {
		const struct net_session *s = &net->session[session[i]];

		fprintf(out, "%s%s - %s", i ? ", " : "", net->device[s->peer[0].device].name,
			net->device[s->peer[1].device].name);
	}
	fclose(out);
	return text;
}

static void check_rest(const struct lint_input *in, const struct bgp_class *class,
		       const struct prefix *prefix, struct diagnostics *diags)
{
	char *text = sessions_text(in->net, class->unstable, class->n_unstable);
	char buf[PREFIX_STRLEN];

	prefix_format(prefix, buf);
	if (class->cut)
		diagnostics_add(diags, SEVERITY_ERROR,
				place_of(in, class->unstable, class->n_unstable),
				"no-stable-state",
				"BGP has not converged for %s after far more steps than it should need: its routes on these sessions still change: %s",
				buf, text);
	else
		diagnostics_add(diags, SEVERITY_ERROR,
				place_of(in, class->unstable, class->n_unstable),
				"no-stable-state",
				"BGP never converges for %s: its routes on these sessions change in a circle: %s",
				buf, text);
	free(text);
}

static void check_other(const struct lint_input *in, const struct bgp_class *class,
			const struct prefix *prefix, struct diagnostics *diags)
{
	char *text = sessions_text(in->net, class->open, class->n_open);
	char buf[PREFIX_STRLEN];

	diagnostics_add(diags, SEVERITY_WARNING, place_of(in, class->open, class->n_open),
			"two-stable-states",
			"BGP has more than one stable state for %s, and which one it reaches depends on what is announced first; they differ on these sessions: %s",
			prefix_format(prefix, buf), text);
	free(text);
}

void lint_stable(const struct lint_input *in, struct diagnostics *diags)
{
	const struct prefix_table *table = in->routes->table;
	size_t i;

	for (i = 0; i < table->n_class; i++) {
		const struct bgp_class *class = &in->routes->bgp.class[i];
		const struct prefix *prefix = &table->v[table->class[i].prefix].prefix;

		if (class->n_unstable)
			check_rest(in, class, prefix, diags);
		if (class->n_open)
			check_other(in, class, prefix, diags);
	}
}

// SPDX-License-Identifier: GPL-2.0
#include "cmd/missing.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/applied.h"
#include "print/diagnostic.h"
#include "transaction/missing.h"
#include "transaction/translations.h"
#include "util/error.h"

/* Warns of what keeps the site from what it should do. */
static int warn(const struct applied *applied)
{
	struct diagnostics diags = { 0 };
	int err = translations_observe(&applied->site, &diags);

	diagnostics_print(&diags, applied->kept.path, stderr);
	diagnostics_free(&diags);
	return err;
}

static bool any_missing(const struct circuit_states *list)
{
	size_t i, j;

	for (i = 0; i < list->n; i++)
		for (j = 0; j < list->v[i].n_link; j++)
			if (list->v[i].link[j].missing)
				return true;
	return false;
}

int missing_links_find(struct circuit_states *list)
{
	struct applied applied;
	int err = applied_read(&applied);

	if (!err && applied.known)
		err = missing_observe(&applied.site, list);
	applied_free(&applied);
	return err;
}

int missing_links(struct circuit_states *list)
{
	struct applied applied;
	int err = applied_read(&applied);

	if (!err && applied.known)
		err = missing_observe(&applied.site, list);
	if (!err && applied.known)
		err = warn(&applied);
	applied_free(&applied);
	if (err || !any_missing(list))
		return err;
	error("routes or rules that were applied are missing: run \"ersym apply\", or \"ersym run\" as a service");
	return -ENOLINK;
}

int missing_anything(struct kernel *kernel, const struct state *observed)
{
	struct applied applied;
	size_t n = 0;
	int err = applied_read(&applied);

	if (!err && applied.known)
		err = missing_count(kernel, &applied.site, observed, &n);
	applied_free(&applied);
	if (err || !n)
		return err;
	error("of what was applied, %zu %s not in force: run \"ersym apply\", or \"ersym run\" as a service",
	      n, n == 1 ? "object is" : "objects are");
	return -ENOLINK;
}

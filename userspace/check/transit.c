// SPDX-License-Identifier: GPL-2.0
#include "check/transit.h"

#include <stdlib.h>

#include "util/alloc.h"

static void check_transit_end(struct check *check, const struct transit *t, size_t index)
{
	const struct circuit *c = &check->site->circuit[index];

	if (c->remote)
		check_error(check, t->at, "transit-remote",
			    "circuit %s is remote: it has no link on this host for transit; name circuits with links",
			    c->name);
}

/* A netmap of inside prefixes translates nothing that comes from another circuit. */
static bool translates_transit(const struct check *check, const struct circuit *to)
{
	size_t i;

	if (!to->n_link || to->snat.n || to->masquerade)
		return circuit_translates(to);
	for (i = 0; i < to->n_netmap; i++)
		if (!ranges_contain(check->inside, check->n_inside, &to->netmap[i].inside))
			return true;
	return false;
}

/* Nothing is concluded from circuits that could not be read. */
static void check_transit_pool(struct check *check, const struct transit *t)
{
	const struct circuit *to = &check->site->circuit[t->to];

	if (t->snat && !to->remote && !to->incomplete && !translates_transit(check, to))
		check_error(check, t->at, "transit-pool",
			    "circuit %s has no snat whose addresses transit from circuit %s could get; add a pool or masquerade to it, or remove snat here",
			    to->name, check->site->circuit[t->from].name);
}

static int compare_transit(const void *pa, const void *pb)
{
	const struct transit *a = pa, *b = pb;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->to != b->to)
		return a->to < b->to ? -1 : 1;
	return location_compare(a->at, b->at);
}

void check_transit(struct check *check)
{
	const struct site *site = check->site;
	struct transit *sorted, *first;
	size_t i;

	if (!site->n_transit)
		return;
	sorted = xmemdup(site->transit, site->n_transit * sizeof(*sorted));
	qsort(sorted, site->n_transit, sizeof(*sorted), compare_transit);
	for (i = 0, first = sorted; i < site->n_transit; i++) {
		const struct transit *t = &sorted[i];
		const struct circuit *from = &site->circuit[t->from];

		if (t->from == t->to) {
			check_error(check, t->at, "transit-same",
				    "transit leads from circuit %s to itself; its links are one path already; name two circuits",
				    from->name);
		} else {
			check_transit_end(check, t, t->from);
			check_transit_end(check, t, t->to);
			check_transit_pool(check, t);
		}
		if (t->from != first->from || t->to != first->to)
			first = &sorted[i];
		else if (i)
			check_error(check, t->at, "transit-twice",
				    "transit from circuit %s to circuit %s is already in line %u; remove one",
				    from->name, site->circuit[t->to].name, first->at.line);
	}
	free(sorted);
}

// SPDX-License-Identifier: GPL-2.0
#include "check/netmap.h"

#include <stdlib.h>

#include "check/pool.h"
#include "util/alloc.h"

bool check_netmap_fits(const struct netmap *m)
{
	return m->inside.address.family &&
	       m->inside.address.family == m->outside.address.family &&
	       m->inside.length == m->outside.length;
}

static void check_sizes(struct check *check, const struct netmap *m)
{
	char inside[PREFIX_STRLEN], outside[PREFIX_STRLEN];

	if (!m->inside.address.family || !m->outside.address.family || check_netmap_fits(m))
		return;
	prefix_format(&m->inside, inside);
	prefix_format(&m->outside, outside);
	if (m->inside.address.family != m->outside.address.family)
		check_error(check, m->outside_at, "netmap-family",
			    "%s is %s, but %s is %s; one cannot become the other", outside,
			    address_family_name(m->outside.address.family), inside,
			    address_family_name(m->inside.address.family));
	else
		check_error(check, m->outside_at, "netmap-length",
			    "%s and %s differ in length, so they cannot be translated one to one; write prefixes of one length",
			    inside, outside);
}

/* Whether sources from other circuits are translated when they leave by this one. */
static bool has_transit(const struct site *site, const struct circuit *c)
{
	size_t i;

	for (i = 0; i < site->n_transit; i++)
		if (site->transit[i].snat && &site->circuit[site->transit[i].to] == c)
			return true;
	return false;
}

static void check_netmap_inside(struct check *check, const struct circuit *c,
				const struct netmap *m)
{
	char text[PREFIX_STRLEN], prefix[PREFIX_STRLEN];
	const struct pool *pool;

	prefix_format(&m->inside, text);
	if (!prefix_is_unicast(&m->inside)) {
		check_error(check, m->inside_at, "not-unicast",
			    "%s has addresses that no host can have; use another prefix", text);
		return;
	}
	pool = check_find_overlap(check, &m->inside);
	if (pool)
		check_error(check, m->inside_at, "netmap-pool",
			    "%s overlaps the %s %s of circuit %s (line %u), which is for translated connections; name the prefix that the hosts have",
			    text, check_pool_name(pool), prefix_format(&pool->prefix, prefix),
			    pool->circuit->name, pool->at.line);
	else if (check->n_inside &&
		 !ranges_contain(check->inside, check->n_inside, &m->inside) &&
		 (m->inbound || !has_transit(check->site, c)))
		check_error(check, m->inside_at, "netmap-not-inside",
			    "%s is not inside, so it would not be translated; name an inside prefix or add it to inside",
			    text);
}

static int compare_netmaps(const void *pa, const void *pb)
{
	const struct netmap *a = *(const struct netmap *const *)pa;
	const struct netmap *b = *(const struct netmap *const *)pb;
	int order = prefix_compare(&a->inside, &b->inside);

	return order ? order : location_compare(a->at, b->at);
}

/* Two prefixes are disjoint, or one contains the other and precedes it in the order. */
static void check_overlaps(struct check *check, const struct circuit *c)
{
	const struct netmap **sorted = xcalloc(c->n_netmap, sizeof(*sorted));
	char later[PREFIX_STRLEN], earlier[PREFIX_STRLEN];
	const struct netmap *cover, *a, *b;
	size_t i;

	for (i = 0; i < c->n_netmap; i++)
		sorted[i] = &c->netmap[i];
	qsort(sorted, c->n_netmap, sizeof(*sorted), compare_netmaps);
	for (i = 1, cover = sorted[0]; i < c->n_netmap; i++) {
		a = cover;
		b = sorted[i];
		if (!a->inside.address.family || !prefix_contains(&a->inside, &b->inside)) {
			cover = b;
			continue;
		}
		check_order_by_location(a, b);
		check_error(check, b->inside_at, "netmap-overlap",
			    "%s overlaps %s of another netmap of circuit %s (line %u), so that a source would have two addresses; remove one, or divide them",
			    prefix_format(&b->inside, later), prefix_format(&a->inside, earlier),
			    c->name, a->inside_at.line);
	}
	free(sorted);
}

void check_netmaps(struct check *check)
{
	const struct site *site = check->site;
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *c = &site->circuit[i];

		for (j = 0; j < c->n_netmap; j++) {
			check_sizes(check, &c->netmap[j]);
			if (c->netmap[j].inside.address.family)
				check_netmap_inside(check, c, &c->netmap[j]);
		}
		if (c->n_netmap > 1)
			check_overlaps(check, c);
	}
}

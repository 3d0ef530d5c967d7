// SPDX-License-Identifier: GPL-2.0
#include "model/check_parts.h"

#include <stdlib.h>

#include "util/alloc.h"

static int compare_prefixes(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

static int compare_pools(const void *pa, const void *pb)
{
	const struct pool *a = pa, *b = pb;
	int order = prefix_compare(&a->prefix, &b->prefix);

	return order ? order : location_compare(a->at, b->at);
}

/* Whether @next begins right behind @last. */
static bool is_next(const struct address *last, const struct address *next)
{
	struct address a = *last;
	unsigned int i = address_bits(a.family) / 8;

	if (a.family != next->family)
		return false;
	while (i-- > 0) {
		if (++a.bytes[i])
			return address_equal(&a, next);
	}
	return false;
}

void collect_inside(struct check *check)
{
	const struct prefix_list *inside = &check->site->inside;
	struct prefix *sorted = xmemdup(inside->v, inside->n * sizeof(*sorted));
	size_t i;

	qsort(sorted, inside->n, sizeof(*sorted), compare_prefixes);
	check->inside = xcalloc(inside->n, sizeof(*check->inside));
	for (i = 0; i < inside->n; i++) {
		struct range *last = &check->inside[check->n_inside ? check->n_inside - 1 : 0];
		struct range range;

		prefix_first(&sorted[i], &range.first);
		prefix_last(&sorted[i], &range.last);
		if (check->n_inside && (is_next(&last->last, &range.first) ||
					address_compare(&range.first, &last->last) <= 0)) {
			if (address_compare(&range.last, &last->last) > 0)
				last->last = range.last;
			continue;
		}
		check->inside[check->n_inside++] = range;
	}
	free(sorted);
}

bool is_inside(const struct check *check, const struct prefix *p)
{
	size_t low = 0, high = check->n_inside;
	struct address first, last;

	prefix_first(p, &first);
	prefix_last(p, &last);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (address_compare(&check->inside[middle].last, &first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < check->n_inside &&
	       address_compare(&check->inside[low].first, &first) <= 0 &&
	       address_compare(&last, &check->inside[low].last) <= 0;
}

static void collect_pools_of(struct check *check, const struct circuit *c,
			     const struct prefix_list *list, const struct location *at,
			     bool inbound)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		check->pool = array_grow(check->pool, check->n_pool, sizeof(*check->pool));
		check->pool[check->n_pool++] = (struct pool){ list->v[i], c, at[i], inbound };
	}
}

void collect_pools(struct check *check)
{
	const struct site *site = check->site;
	size_t i;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *c = &site->circuit[i];

		collect_pools_of(check, c, &c->snat, c->snat_at, false);
		collect_pools_of(check, c, &c->inbound_snat, c->inbound_snat_at, true);
	}
	if (check->n_pool)
		qsort(check->pool, check->n_pool, sizeof(*check->pool), compare_pools);
}

const struct pool *find_pool(const struct check *check, const struct address *a)
{
	size_t low = 0, high = check->n_pool;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (address_compare(&check->pool[middle].prefix.address, a) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || !prefix_contains_address(&check->pool[low - 1].prefix, a))
		return NULL;
	return &check->pool[low - 1];
}

static void report_pool_overlap(struct check *check, const struct pool *a, const struct pool *b)
{
	char later[PREFIX_STRLEN], earlier[PREFIX_STRLEN];
	const char *kind;

	order_by_location(a, b);
	kind = a->inbound ? "inbound pool" : "pool";
	prefix_format(&b->prefix, later);
	prefix_format(&a->prefix, earlier);
	if (a->circuit == b->circuit && a->inbound == b->inbound)
		report(check, b->at, "pool-overlap",
		       "%s overlaps %s of the same circuit (line %u); remove one of them",
		       later, earlier, a->at.line);
	else
		report(check, b->at, "pool-overlap",
		       "%s overlaps the %s %s of circuit %s (line %u); every circuit needs addresses of its own",
		       later, kind, earlier, a->circuit->name, a->at.line);
}

/* Two prefixes are disjoint, or one contains the other and sorts before it. */
static void check_pool_overlaps(struct check *check)
{
	const struct pool *cover;
	size_t i;

	if (!check->n_pool)
		return;
	cover = &check->pool[0];
	for (i = 1; i < check->n_pool; i++) {
		if (prefix_contains(&cover->prefix, &check->pool[i].prefix))
			report_pool_overlap(check, cover, &check->pool[i]);
		else
			cover = &check->pool[i];
	}
}

/* Whether the circuit can carry a family: a link without gateways carries both. */
static bool has_way(const struct circuit *c, uint8_t family)
{
	size_t i, j;

	for (i = 0; i < c->n_link; i++) {
		const struct link *link = &c->link[i];

		if (!link->n_gateway)
			return true;
		for (j = 0; j < link->n_gateway; j++) {
			if (link->gateway[j].family == family)
				return true;
		}
	}
	return false;
}

static void check_pool(struct check *check, const struct pool *pool)
{
	const struct circuit *c = pool->circuit;
	char text[PREFIX_STRLEN];

	prefix_format(&pool->prefix, text);
	if (!prefix_is_unicast(&pool->prefix)) {
		report(check, pool->at, "not-unicast",
		       "%s has addresses that no host can have; use another prefix", text);
		return;
	}
	if (pool->inbound && check->n_inside && !is_inside(check, &pool->prefix))
		report(check, pool->at, "inbound-pool-outside",
		       "the inbound pool %s is not inside, so answers would not come back here; use inside addresses or add it to inside",
		       text);
	if (pool->inbound)
		return;
	if (circuit_kind_is_public(c->kind) && !prefix_is_public(&pool->prefix))
		report(check, pool->at, "private-on-public",
		       "%s is not public, but circuit %s (%s) carries only public addresses; use a public pool",
		       text, c->name, circuit_kind_name(c->kind));
	if (c->n_link && !c->incomplete && !has_way(c, pool->prefix.address.family))
		warn(check, pool->at, "pool-without-gateway",
		     "%s is of no use: no link of circuit %s has an %s gateway; add one or remove the pool",
		     text, c->name, family_name(pool->prefix.address.family));
}

void check_pools(struct check *check)
{
	size_t i;

	for (i = 0; i < check->n_pool; i++)
		check_pool(check, &check->pool[i]);
	check_pool_overlaps(check);
}

/* Prefixes of a list that may overlap, though it is of no use. */
static void check_redundancy(struct check *check, const struct prefix_list *list,
			     const struct location *at)
{
	struct pool *sorted = xcalloc(list->n, sizeof(*sorted));
	const struct pool *cover = &sorted[0];
	char later[PREFIX_STRLEN], earlier[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < list->n; i++)
		sorted[i] = (struct pool){ .prefix = list->v[i], .at = at[i] };
	qsort(sorted, list->n, sizeof(*sorted), compare_pools);
	for (i = 1; i < list->n; i++) {
		if (prefix_contains(&cover->prefix, &sorted[i].prefix))
			warn(check, sorted[i].at, "redundant-prefix",
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
		/* Everyone, 0.0.0.0/0, is not meant to the last address. */
		if ((any && !list->v[i].length) || prefix_is_unicast(&list->v[i]))
			continue;
		report(check, at[i], "not-unicast",
		       "%s has addresses that no host can have; use another prefix",
		       prefix_format(&list->v[i], text));
	}
	check_redundancy(check, list, at);
}

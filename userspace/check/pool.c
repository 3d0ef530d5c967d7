// SPDX-License-Identifier: GPL-2.0
#include "check/pool.h"

#include <stdlib.h>

#include "util/array.h"

static int compare_pools(const void *pa, const void *pb)
{
	const struct pool *a = pa, *b = pb;
	int order = prefix_compare(&a->prefix, &b->prefix);

	return order ? order : location_compare(a->at, b->at);
}

static void collect_pools_of(struct check *check, const struct circuit *c,
			     const struct prefix_list *list, const struct location *at,
			     bool inbound)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		check->pool = array_grow(check->pool, check->n_pool, sizeof(*check->pool));
		check->pool[check->n_pool++] = (struct pool){ list->v[i], c, at[i], inbound, NULL };
	}
}

static void collect_netmaps_of(struct check *check, const struct circuit *c)
{
	size_t i;

	for (i = 0; i < c->n_netmap; i++) {
		const struct netmap *m = &c->netmap[i];

		if (!m->outside.address.family)
			continue;
		check->pool = array_grow(check->pool, check->n_pool, sizeof(*check->pool));
		check->pool[check->n_pool++] = (struct pool){
			.prefix = m->outside, .circuit = c, .at = m->outside_at, .netmap = m,
		};
	}
}

void check_collect_pools(struct check *check)
{
	const struct site *site = check->site;
	size_t i;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *c = &site->circuit[i];

		collect_pools_of(check, c, &c->snat, c->snat_at, false);
		collect_pools_of(check, c, &c->inbound_snat, c->inbound_snat_at, true);
		collect_netmaps_of(check, c);
	}
	if (check->n_pool)
		qsort(check->pool, check->n_pool, sizeof(*check->pool), compare_pools);
}

/* The number of pools that begin at an address or before it. */
static size_t pools_until(const struct check *check, const struct address *a)
{
	size_t low = 0, high = check->n_pool;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (address_compare(&check->pool[middle].prefix.address, a) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct pool *check_find_pool(const struct check *check, const struct address *a)
{
	size_t n = pools_until(check, a);

	if (!n || !prefix_contains_address(&check->pool[n - 1].prefix, a))
		return NULL;
	return &check->pool[n - 1];
}

/* A pool has the first address of the prefix, or begins within the prefix. */
const struct pool *check_find_overlap(const struct check *check, const struct prefix *p)
{
	const struct pool *found = check_find_pool(check, &p->address);
	size_t n = pools_until(check, &p->address);

	if (found || n == check->n_pool || !prefix_overlaps(p, &check->pool[n].prefix))
		return found;
	return &check->pool[n];
}

const char *check_pool_name(const struct pool *pool)
{
	return pool->netmap ? "netmap pool" : pool->inbound ? "inbound pool" : "pool";
}

static void report_pool_overlap(struct check *check, const struct pool *a, const struct pool *b)
{
	char later[PREFIX_STRLEN], earlier[PREFIX_STRLEN];

	check_order_by_location(a, b);
	prefix_format(&b->prefix, later);
	prefix_format(&a->prefix, earlier);
	if (a->circuit == b->circuit && a->inbound == b->inbound)
		check_error(check, b->at, "pool-overlap",
			    "%s overlaps %s of the same circuit (line %u); remove one of them",
			    later, earlier, a->at.line);
	else
		check_error(check, b->at, "pool-overlap",
			    "%s overlaps the %s %s of circuit %s (line %u); every circuit needs addresses of its own",
			    later, check_pool_name(a), earlier, a->circuit->name, a->at.line);
}

/* Two prefixes are disjoint, or one contains the other and precedes it in the order. */
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

bool check_carries(const struct circuit *c, uint8_t family)
{
	size_t i, j;

	for (i = 0; i < c->n_link; i++) {
		const struct link *link = &c->link[i];

		if (link->receive)
			continue;
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
		check_error(check, pool->at, "not-unicast",
			    "%s has addresses that no host can have; use another prefix", text);
		return;
	}
	if (pool->inbound && check->n_inside &&
	    !ranges_contain(check->inside, check->n_inside, &pool->prefix))
		check_error(check, pool->at, "inbound-pool-outside",
			    "the inbound pool %s is not inside, so answers would not return through this host; use inside addresses or add it to inside",
			    text);
	if (pool->inbound)
		return;
	if (circuit_kind_is_public(c->kind) && !prefix_is_public(&pool->prefix))
		check_error(check, pool->at, "private-on-public",
			    "%s is not public, but circuit %s (%s) carries only public addresses; use a public pool",
			    text, c->name, circuit_kind_name(c->kind));
	if (c->n_link && !c->incomplete && !check_carries(c, pool->prefix.address.family))
		check_warning(check, pool->at, "pool-without-gateway",
			      "%s cannot be used: no link of circuit %s has an %s gateway; add a gateway or remove the pool",
			      text, c->name, address_family_name(pool->prefix.address.family));
}

void check_pools(struct check *check)
{
	size_t i;

	for (i = 0; i < check->n_pool; i++)
		check_pool(check, &check->pool[i]);
	check_pool_overlaps(check);
}

// SPDX-License-Identifier: GPL-2.0
#include "network/route/table.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

static void add_prefix(struct prefix_table *table, const struct prefix *prefix)
{
	table->v = array_grow(table->v, table->n, sizeof(*table->v));
	table->v[table->n].prefix = *prefix;
	table->v[table->n].parent = NONE;
	table->v[table->n++].class = NONE;
}

static void collect(struct prefix_table *table, const struct network *net)
{
	struct prefix p;
	size_t i;

	for (i = 0; i < net->n_device; i++) {
		if (!net->device[i].loopback.family)
			continue;
		p = prefix_of_address(&net->device[i].loopback);
		add_prefix(table, &p);
	}
	for (i = 0; i < net->n_link; i++) {
		if (net->link[i].subnet.address.family)
			add_prefix(table, &net->link[i].subnet);
	}
	for (i = 0; i < net->n_segment; i++)
		add_prefix(table, &net->segment[i].prefix);
	for (i = 0; i < net->n_fixed; i++)
		add_prefix(table, &net->fixed[i].prefix);
	for (i = 0; i < net->n_origin; i++)
		add_prefix(table, &net->origin[i].prefix);
}

static int compare_entries(const void *pa, const void *pb)
{
	const struct table_entry *a = pa, *b = pb;

	return prefix_compare(&a->prefix, &b->prefix);
}

/* Sorts, makes equal ones one, and finds the parents: a parent sorts before its children. */
static void arrange(struct prefix_table *table)
{
	size_t i, n = 0;

	if (!table->n)
		return;
	qsort(table->v, table->n, sizeof(*table->v), compare_entries);
	for (i = 1; i < table->n; i++) {
		if (prefix_compare(&table->v[n].prefix, &table->v[i].prefix))
			table->v[++n] = table->v[i];
	}
	table->n = n + 1;
	for (i = 1; i < table->n; i++) {
		unsigned int parent = (unsigned int)i - 1;

		while (parent != NONE &&
		       !prefix_contains(&table->v[parent].prefix, &table->v[i].prefix))
			parent = table->v[parent].parent;
		table->v[i].parent = parent;
	}
}

unsigned int prefix_table_find(const struct prefix_table *table, const struct prefix *prefix)
{
	struct table_entry wanted = { .prefix = *prefix };
	const struct table_entry *found = NULL;

	if (table->n)
		found = bsearch(&wanted, table->v, table->n, sizeof(*table->v), compare_entries);
	return found ? (unsigned int)(found - table->v) : NONE;
}

unsigned int prefix_table_lookup(const struct prefix_table *table, const struct address *address)
{
	struct prefix p = prefix_of_address(address);
	size_t low = 0, high = table->n;
	unsigned int at;

	/* The last one that sorts before the address, or is it. */
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (prefix_compare(&table->v[middle].prefix, &p) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	at = low ? (unsigned int)low - 1 : NONE;
	while (at != NONE && !prefix_contains_address(&table->v[at].prefix, address))
		at = table->v[at].parent;
	return at;
}

static void add_holder(struct prefix_table *table, const struct prefix *prefix,
		       struct holder holder)
{
	holder.prefix = prefix_table_find(table, prefix);
	table->holder = array_grow(table->holder, table->n_holder, sizeof(*table->holder));
	table->holder[table->n_holder++] = holder;
}

static int compare_holders(const void *pa, const void *pb)
{
	const struct holder *a = pa, *b = pb;

	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* What the IGP adds for an interface that only has hosts. */
#define STUB_COST 1

static void collect_holders(struct prefix_table *table, const struct network *net)
{
	struct prefix p;
	size_t i;

	for (i = 0; i < net->n_device; i++) {
		if (!net->device[i].loopback.family)
			continue;
		p = prefix_of_address(&net->device[i].loopback);
		add_holder(table, &p, (struct holder){
			.device = (unsigned int)i, .kind = HOLDER_LOOPBACK,
			.index = (unsigned int)i, .igp = true, .cost = STUB_COST,
		});
	}
	for (i = 0; i < 2 * net->n_link; i++) {
		const struct net_link *l = &net->link[i / 2];

		if (!l->subnet.address.family)
			continue;
		add_holder(table, &l->subnet, (struct holder){
			.device = l->end[i % 2].device, .kind = HOLDER_LINK,
			.index = (unsigned int)i / 2, .igp = l->igp, .cost = l->end[i % 2].cost,
		});
	}
	for (i = 0; i < net->n_segment; i++)
		add_holder(table, &net->segment[i].prefix, (struct holder){
			.device = net->segment[i].device, .kind = HOLDER_SEGMENT,
			.index = (unsigned int)i, .igp = net->segment[i].igp, .cost = STUB_COST,
		});
	for (i = 0; i < net->n_fixed; i++)
		add_holder(table, &net->fixed[i].prefix, (struct holder){
			.device = net->fixed[i].device, .kind = HOLDER_STATIC,
			.index = (unsigned int)i, .igp = net->fixed[i].igp, .cost = STUB_COST,
		});
	if (table->n_holder)
		qsort(table->holder, table->n_holder, sizeof(*table->holder), compare_holders);
	for (i = table->n_holder; i > 0; i--) {
		struct table_entry *e = &table->v[table->holder[i - 1].prefix];

		e->holder = i - 1;
		e->n_holder++;
	}
}

/**
 * struct signature - what BGP can know a prefix by
 * @entry: in struct prefix_table
 * @a: hash of the devices that announce it and of the matches of policies
 * @b: another one
 */
struct signature {
	unsigned int entry;
	uint64_t a, b;
};

static void mix(struct signature *s, uint64_t value)
{
	s->a = (s->a ^ value) * 0x9e3779b97f4a7c15;
	s->a ^= s->a >> 29;
	s->b = (s->b + value) * 0xc2b2ae3d27d4eb4f;
	s->b ^= s->b >> 31;
}

/* By entry, then by device. */
static int compare_origins(const void *pa, const void *pb)
{
	const unsigned int *a = pa, *b = pb;

	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	return a[1] < b[1] ? -1 : a[1] > b[1];
}

static int compare_signatures(const void *pa, const void *pb)
{
	const struct signature *a = pa, *b = pb;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	return a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* The first signature of an entry not less than @entry; they are in order of entries. */
static size_t first_signature(const struct signature *s, size_t n, size_t entry)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = (low + n) / 2;

		if (s[middle].entry < entry)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

/* Marks the prefixes that a match takes: they are neighbours in the table. */
static void mix_match(const struct prefix_table *table, struct signature *s, size_t n,
		      const struct prefix_match *match, uint64_t number)
{
	size_t low = 0, high = table->n, i;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (prefix_compare(&table->v[middle].prefix, &match->prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (i = first_signature(s, n, low); i < n; i++) {
		const struct prefix *p = &table->v[s[i].entry].prefix;

		if (!prefix_contains(&match->prefix, p))
			return;
		if (prefix_match(match, p))
			mix(&s[i], number);
	}
}

static void mix_policies(const struct prefix_table *table, const struct network *net,
			 struct signature *s, size_t n)
{
	uint64_t number = (uint64_t)net->n_device;
	size_t i, j, k;

	for (i = 0; i < net->n_policy; i++) {
		for (j = 0; j < net->policy[i].n_term; j++, number++) {
			const struct policy_term *term = &net->policy[i].term[j];

			for (k = 0; k < term->n_prefix; k++)
				mix_match(table, s, n, &term->prefix[k], number);
		}
	}
}

static void add_class(struct prefix_table *table, unsigned int entry,
		      const unsigned int (*origin)[2], size_t n)
{
	struct table_class *c;
	size_t i;

	table->class = array_grow(table->class, table->n_class, sizeof(*table->class));
	c = &table->class[table->n_class++];
	c->prefix = entry;
	for (i = 0; i < n; i++) {
		if (c->n_origin && c->origin[c->n_origin - 1] == origin[i][1])
			continue;
		c->origin = array_grow(c->origin, c->n_origin, sizeof(*c->origin));
		c->origin[c->n_origin++] = origin[i][1];
	}
}

/* Where the origins of an entry begin. */
static size_t first_origin(const unsigned int (*origin)[2], size_t n, unsigned int entry)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = (low + n) / 2;

		if (origin[middle][0] < entry)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

static void classify(struct prefix_table *table, const struct network *net)
{
	unsigned int (*origin)[2] = xcalloc(net->n_origin + 1, sizeof(*origin));
	struct signature *s = xcalloc(net->n_origin + 1, sizeof(*s));
	size_t n = 0, i;

	for (i = 0; i < net->n_origin; i++) {
		origin[i][0] = prefix_table_find(table, &net->origin[i].prefix);
		origin[i][1] = net->origin[i].device;
	}
	qsort(origin, net->n_origin, sizeof(*origin), compare_origins);
	for (i = 0; i < net->n_origin; i++) {
		if (!i || origin[i][0] != origin[i - 1][0])
			s[n++].entry = origin[i][0];
		mix(&s[n - 1], origin[i][1]);
	}
	mix_policies(table, net, s, n);
	qsort(s, n, sizeof(*s), compare_signatures);
	for (i = 0; i < n; i++) {
		if (!i || s[i].a != s[i - 1].a || s[i].b != s[i - 1].b) {
			size_t first = first_origin(origin, net->n_origin, s[i].entry);
			size_t end = first_origin(origin, net->n_origin, s[i].entry + 1);

			add_class(table, s[i].entry, origin + first, end - first);
		}
		table->v[s[i].entry].class = (unsigned int)table->n_class - 1;
	}
	free(s);
	free(origin);
}

void prefix_table_build(struct prefix_table *table, const struct network *net)
{
	memset(table, 0, sizeof(*table));
	collect(table, net);
	arrange(table);
	collect_holders(table, net);
	classify(table, net);
}

void prefix_table_free(struct prefix_table *table)
{
	size_t i;

	for (i = 0; i < table->n_class; i++)
		free(table->class[i].origin);
	free(table->class);
	free(table->holder);
	free(table->v);
}

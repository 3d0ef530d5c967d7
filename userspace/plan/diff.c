// SPDX-License-Identifier: GPL-2.0
#include "plan/operation.h"

#include <stdlib.h>
#include <string.h>

#include "plan/paths.h"
#include "util/alloc.h"

static struct operation *add(struct operations *list, enum verb verb, enum object object,
			     const void *old, const void *new)
{
	struct operation *o;

	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	o = &list->v[list->n++];
	o->verb = verb;
	o->object = object;
	o->old.any = old;
	o->new.any = new;
	return o;
}

/**
 * struct merge - a walk through two sorted lists side by side
 * @a: the next of the old, NULL for one that is only new
 * @b: the next of the new, NULL for one that is only old
 */
struct merge {
	const char *a, *b;
	const char *next_a, *end_a, *next_b, *end_b;
	size_t size;
};

static void merge_begin(struct merge *m, const void *a, size_t n_a, const void *b, size_t n_b,
			size_t size)
{
	memset(m, 0, sizeof(*m));
	m->next_a = a;
	m->next_b = b;
	m->size = size;
	/* Nothing is added to a null pointer. */
	m->end_a = n_a ? m->next_a + n_a * size : m->next_a;
	m->end_b = n_b ? m->next_b + n_b * size : m->next_b;
}

static bool merge_next(struct merge *m, int (*compare)(const void *a, const void *b, void *arg),
		       void *arg)
{
	int order;

	if (m->next_a == m->end_a && m->next_b == m->end_b)
		return false;
	if (m->next_a == m->end_a)
		order = 1;
	else if (m->next_b == m->end_b)
		order = -1;
	else
		order = compare(m->next_a, m->next_b, arg);
	m->a = order <= 0 ? m->next_a : NULL;
	m->b = order >= 0 ? m->next_b : NULL;
	if (m->a)
		m->next_a += m->size;
	if (m->b)
		m->next_b += m->size;
	return true;
}

static int compare_circuit(const void *a, const void *b, void *arg)
{
	const struct module_circuit *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static void diff_module(const struct module_config *old, const struct module_config *new,
			struct operations *list)
{
	struct merge m;

	if (old->n_circuit && new->n_circuit) {
		if (old->mark_mask != new->mark_mask || old->inside_drop != new->inside_drop)
			add(list, VERB_CHANGE, OBJECT_MODULE, old, new);
	} else if (new->n_circuit) {
		add(list, VERB_ADD, OBJECT_MODULE, NULL, new);
	} else if (old->n_circuit) {
		add(list, VERB_DELETE, OBJECT_MODULE, old, NULL);
	}
	merge_begin(&m, old->circuit, old->n_circuit, new->circuit, new->n_circuit,
		    sizeof(*old->circuit));
	while (merge_next(&m, compare_circuit, NULL)) {
		if (!m.b)
			add(list, VERB_DELETE, OBJECT_CIRCUIT, m.a, NULL);
		else if (!m.a)
			add(list, VERB_ADD, OBJECT_CIRCUIT, NULL, m.b);
		else if (!module_circuit_equal((const void *)m.a, (const void *)m.b))
			add(list, VERB_CHANGE, OBJECT_CIRCUIT, m.a, m.b);
	}
}

static int compare_rule(const void *a, const void *b, void *arg)
{
	return ip_rule_compare(a, b);
}

static void diff_rules(const struct state *old, const struct state *new, enum verb verb,
		       struct operations *list)
{
	struct merge m;

	merge_begin(&m, old->rule, old->n_rule, new->rule, new->n_rule, sizeof(*old->rule));
	while (merge_next(&m, compare_rule, NULL)) {
		if (!m.b && verb == VERB_DELETE)
			add(list, VERB_DELETE, OBJECT_RULE, m.a, NULL);
		else if (!m.a && verb == VERB_ADD)
			add(list, VERB_ADD, OBJECT_RULE, NULL, m.b);
	}
}

static int compare_route(const void *a, const void *b, void *arg)
{
	return route_compare(a, b);
}

/*
 * Nothing is routed to a link any more when the module learns that it has left
 * its circuit. With the verb "change" these routes, with "add" all others.
 *
 * Routes come before those that go: a replaced default is never missing. One
 * whose type changes cannot be replaced in IPv6.
 */
static void diff_routes(const struct state *old, const struct state *new, enum verb verb,
			struct operations *list)
{
	struct merge m;

	merge_begin(&m, old->route, old->n_route, new->route, new->n_route, sizeof(*old->route));
	while (merge_next(&m, compare_route, NULL)) {
		const struct route *a = (const void *)m.a, *b = (const void *)m.b;

		if (!b) {
			if (verb == VERB_DELETE)
				add(list, VERB_DELETE, OBJECT_ROUTE, a, NULL);
		} else if (verb == VERB_DELETE ||
			   (a && route_narrows(a, b)) != (verb == VERB_CHANGE)) {
			continue;
		} else if (!a) {
			add(list, VERB_ADD, OBJECT_ROUTE, NULL, b);
		} else if (a->type != b->type) {
			add(list, VERB_DELETE, OBJECT_ROUTE, a, NULL);
			add(list, VERB_ADD, OBJECT_ROUTE, NULL, b);
		} else if (!route_equal(a, b)) {
			add(list, VERB_CHANGE, OBJECT_ROUTE, a, b);
		}
	}
}

/**
 * struct names - objects of the table by name; each begins with its name
 * @v: pointers to them, sorted
 */
struct names {
	const char **v;
	size_t n;
};

static int compare_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void names_init(struct names *names, const void *v, size_t n, size_t size)
{
	size_t i;

	names->n = n;
	names->v = xmalloc((n + 1) * sizeof(*names->v));
	for (i = 0; i < n; i++)
		names->v[i] = (const char *)v + i * size;
	qsort(names->v, n, sizeof(*names->v), compare_name);
}

static const void *names_find(const struct names *names, const void *object)
{
	const char *name = object;
	const char **found;

	found = bsearch(&name, names->v, names->n, sizeof(*names->v), compare_name);
	return found ? *found : NULL;
}

/**
 * struct table_diff - two tables under comparison
 * @empties: the flowtable goes, or comes, or both
 */
struct table_diff {
	const struct nft_table *old, *new;
	struct names old_counter, old_set, old_chain;
	struct names new_counter, new_set, new_chain;
	bool empties;
	struct operations *list;
};

static void table_diff_init(struct table_diff *d)
{
	names_init(&d->old_counter, d->old->counter, d->old->n_counter, sizeof(struct nft_counter));
	names_init(&d->new_counter, d->new->counter, d->new->n_counter, sizeof(struct nft_counter));
	names_init(&d->old_set, d->old->set, d->old->n_set, sizeof(struct nft_set));
	names_init(&d->new_set, d->new->set, d->new->n_set, sizeof(struct nft_set));
	names_init(&d->old_chain, d->old->chain, d->old->n_chain, sizeof(struct nft_chain));
	names_init(&d->new_chain, d->new->chain, d->new->n_chain, sizeof(struct nft_chain));
}

static void table_diff_free(struct table_diff *d)
{
	free(d->old_counter.v);
	free(d->new_counter.v);
	free(d->old_set.v);
	free(d->new_set.v);
	free(d->old_chain.v);
	free(d->new_chain.v);
}

static bool flowtable_differs(const struct nft_flowtable *old, const struct nft_flowtable *new)
{
	return !old || !new ? old != new : !nft_flowtable_equal(old, new);
}

/* Whether the old table can become the new one piece by piece. */
static bool table_compatible(const struct table_diff *d)
{
	size_t i;

	if (d->old->foreign)
		return false;
	for (i = 0; i < d->old->n_set; i++) {
		const struct nft_set *new = names_find(&d->new_set, &d->old->set[i]);

		if (new && !nft_set_same_shape(&d->old->set[i], new))
			return false;
	}
	for (i = 0; i < d->old->n_chain; i++) {
		const struct nft_chain *new = names_find(&d->new_chain, &d->old->chain[i]);

		if (new && !nft_chain_same_shape(&d->old->chain[i], new))
			return false;
	}
	return true;
}

static int compare_element(const void *a, const void *b, void *set)
{
	return nft_element_compare(set, a, b);
}

/* An element whose data or comment changes goes and comes again. */
static void diff_elements(const struct nft_set *old, const struct nft_set *new, enum verb verb,
			  struct operations *list)
{
	const struct nft_set *set = old ? old : new;
	struct operation *o;
	struct merge m;

	merge_begin(&m, old ? old->element : NULL, old ? old->n_element : 0,
		    new ? new->element : NULL, new ? new->n_element : 0,
		    sizeof(struct nft_element));
	while (merge_next(&m, compare_element, (void *)set)) {
		if (m.a && m.b &&
		    nft_element_equal(set, (const void *)m.a, (const void *)m.b))
			continue;
		if (m.a && verb == VERB_DELETE) {
			o = add(list, VERB_DELETE, OBJECT_ELEMENT, m.a, NULL);
			o->set = old;
		} else if (m.b && verb == VERB_ADD) {
			o = add(list, VERB_ADD, OBJECT_ELEMENT, NULL, m.b);
			o->set = new;
		}
	}
}

/* What packets have filled a set with is kept as long as it means something. */
static void diff_filled(const struct table_diff *d, const struct nft_set *old)
{
	struct module_config before, after;
	struct operation *o;
	size_t i;

	paths_describe(d->old, &before);
	paths_describe(d->new, &after);
	for (i = 0; i < old->n_element; i++) {
		if (!paths_outdated(&before, &after, old, &old->element[i]))
			continue;
		o = add(d->list, VERB_DELETE, OBJECT_ELEMENT, &old->element[i], NULL);
		o->set = old;
	}
	module_config_free(&before);
	module_config_free(&after);
}

/* Rules and elements first, for they refer to chains, sets and counters. */
static void diff_table_gone(const struct table_diff *d)
{
	size_t i;

	for (i = 0; i < d->old->n_chain; i++) {
		const struct nft_chain *old = &d->old->chain[i];
		const struct nft_chain *new = names_find(&d->new_chain, old);

		if (new && (!nft_chain_equal(old, new) ||
			    (d->empties && nft_chain_offloads(old))))
			add(d->list, VERB_CHANGE, OBJECT_CHAIN, old, new);
	}
	for (i = 0; i < d->old->n_set; i++) {
		const struct nft_set *old = &d->old->set[i];
		const struct nft_set *new = names_find(&d->new_set, old);

		if (new && old->dynamic)
			diff_filled(d, old);
		else if (new)
			diff_elements(old, new, VERB_DELETE, d->list);
	}
	for (i = 0; i < d->old->n_set; i++)
		if (!names_find(&d->new_set, &d->old->set[i]))
			add(d->list, VERB_DELETE, OBJECT_SET, &d->old->set[i], NULL);
	for (i = 0; i < d->old->n_chain; i++)
		if (!names_find(&d->new_chain, &d->old->chain[i]))
			add(d->list, VERB_DELETE, OBJECT_CHAIN, &d->old->chain[i], NULL);
	if (d->empties && d->old->flowtable)
		add(d->list, VERB_DELETE, OBJECT_FLOWTABLE, d->old->flowtable, NULL);
	for (i = 0; i < d->old->n_counter; i++)
		if (!names_find(&d->new_counter, &d->old->counter[i]))
			add(d->list, VERB_DELETE, OBJECT_COUNTER, &d->old->counter[i], NULL);
}

static void diff_table_come(const struct table_diff *d)
{
	size_t i;

	for (i = 0; i < d->new->n_counter; i++)
		if (!names_find(&d->old_counter, &d->new->counter[i]))
			add(d->list, VERB_ADD, OBJECT_COUNTER, NULL, &d->new->counter[i]);
	if (d->empties && d->new->flowtable)
		add(d->list, VERB_ADD, OBJECT_FLOWTABLE, NULL, d->new->flowtable);
	for (i = 0; i < d->new->n_set; i++)
		if (!names_find(&d->old_set, &d->new->set[i]))
			add(d->list, VERB_ADD, OBJECT_SET, NULL, &d->new->set[i]);
	for (i = 0; i < d->new->n_chain; i++)
		if (!names_find(&d->old_chain, &d->new->chain[i]))
			add(d->list, VERB_ADD, OBJECT_CHAIN, NULL, &d->new->chain[i]);
	for (i = 0; i < d->new->n_set; i++)
		diff_elements(names_find(&d->old_set, &d->new->set[i]), &d->new->set[i], VERB_ADD,
			      d->list);
}

/* @emptied: a flowtable that stays must let its connections go */
static void diff_table(const struct nft_table *old, const struct nft_table *new, bool emptied,
		       struct operations *list)
{
	static const struct nft_table nothing;
	struct table_diff d = { .old = old, .new = new, .list = list };

	if (!new->present) {
		if (old->present)
			add(list, VERB_DELETE, OBJECT_TABLE, NULL, NULL);
		return;
	}
	table_diff_init(&d);
	if (old->present && !table_compatible(&d)) {
		add(list, VERB_DELETE, OBJECT_TABLE, NULL, NULL);
		table_diff_free(&d);
		d.old = &nothing;
		table_diff_init(&d);
	}
	if (!d.old->present)
		add(list, VERB_ADD, OBJECT_TABLE, NULL, NULL);
	d.empties = emptied || flowtable_differs(d.old->flowtable, d.new->flowtable);
	diff_table_gone(&d);
	diff_table_come(&d);
	table_diff_free(&d);
}

/*
 * Whether a device, or an id in the mark of a connection, means another circuit now.
 * The module, which judges by that, sees nothing of what is in a flowtable.
 */
static bool paths_differ(const struct module_config *old, const struct module_config *new)
{
	struct merge m;

	if (old->mark_mask != new->mark_mask)
		return true;
	merge_begin(&m, old->circuit, old->n_circuit, new->circuit, new->n_circuit,
		    sizeof(*old->circuit));
	while (merge_next(&m, compare_circuit, NULL))
		if (!m.a || !m.b ||
		    !module_circuit_same_path((const void *)m.a, (const void *)m.b))
			return true;
	return false;
}

void plan_diff(const struct state *observed, const struct state *desired,
	       struct operations *operations)
{
	memset(operations, 0, sizeof(*operations));
	diff_routes(observed, desired, VERB_CHANGE, operations);
	diff_module(&observed->module, &desired->module, operations);
	diff_rules(observed, desired, VERB_DELETE, operations);
	diff_routes(observed, desired, VERB_ADD, operations);
	diff_rules(observed, desired, VERB_ADD, operations);
	diff_routes(observed, desired, VERB_DELETE, operations);
	diff_table(&observed->nft, &desired->nft,
		   paths_differ(&observed->module, &desired->module), operations);
}

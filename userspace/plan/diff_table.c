// SPDX-License-Identifier: GPL-2.0
#include "plan/diff_table.h"

#include <stdlib.h>
#include <string.h>

#include "plan/engine/describe.h"
#include "plan/engine/violation.h"
#include "plan/merge.h"
#include "util/alloc.h"

/**
 * struct names - objects of a table by name; the name is their first member
 * @v: pointers to the objects, sorted
 * @n: number of @v
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
 * struct table_diff - two tables while they are compared
 * @old: the table before
 * @new: the table after
 * @old_counter: counters of @old
 * @old_set: sets of @old
 * @old_chain: chains of @old
 * @new_counter: counters of @new
 * @new_set: sets of @new
 * @new_chain: chains of @new
 * @empties: the flowtable is deleted, added or both
 * @list: operations are appended
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

/* Whether the old table can become the new one without being deleted as a whole. */
static bool table_compatible(const struct table_diff *d)
{
	size_t i;

	/* Only the set of former circuits is in a table without chains. */
	if (d->old->foreign || !d->new->n_chain)
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

/* An element whose data or comment changes is deleted and re-added. */
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
			o = operations_add(list, VERB_DELETE, OBJECT_ELEMENT, m.a, NULL);
			o->set = old;
		} else if (m.b && verb == VERB_ADD) {
			o = operations_add(list, VERB_ADD, OBJECT_ELEMENT, NULL, m.b);
			o->set = new;
		}
	}
}

/* Elements that packets added are kept unless their circuits have changed. */
static void diff_filled(const struct table_diff *d, const struct nft_set *old)
{
	struct module_config before, after;
	struct operation *o;
	size_t i;

	engine_describe(d->old, &before);
	engine_describe(d->new, &after);
	for (i = 0; i < old->n_element; i++) {
		if (!engine_violation_outdated(&before, &after, old, &old->element[i]))
			continue;
		o = operations_add(d->list, VERB_DELETE, OBJECT_ELEMENT, &old->element[i], NULL);
		o->set = old;
	}
	module_config_free(&before);
	module_config_free(&after);
}

/* Rules and elements refer to chains, sets and counters, so they are deleted first. */
static void diff_deletions(const struct table_diff *d)
{
	size_t i;

	for (i = 0; i < d->old->n_chain; i++) {
		const struct nft_chain *old = &d->old->chain[i];
		const struct nft_chain *new = names_find(&d->new_chain, old);

		if (new && (!nft_chain_equal(old, new) ||
			    (d->empties && nft_chain_offloads(old))))
			operations_add(d->list, VERB_CHANGE, OBJECT_CHAIN, old, new);
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
			operations_add(d->list, VERB_DELETE, OBJECT_SET, &d->old->set[i], NULL);
	for (i = 0; i < d->old->n_chain; i++)
		if (!names_find(&d->new_chain, &d->old->chain[i]))
			operations_add(d->list, VERB_DELETE, OBJECT_CHAIN, &d->old->chain[i], NULL);
	if (d->empties && d->old->flowtable)
		operations_add(d->list, VERB_DELETE, OBJECT_FLOWTABLE, d->old->flowtable, NULL);
	for (i = 0; i < d->old->n_counter; i++)
		if (!names_find(&d->new_counter, &d->old->counter[i]))
			operations_add(d->list, VERB_DELETE, OBJECT_COUNTER, &d->old->counter[i],
				       NULL);
}

static void diff_additions(const struct table_diff *d)
{
	size_t i;

	for (i = 0; i < d->new->n_counter; i++)
		if (!names_find(&d->old_counter, &d->new->counter[i]))
			operations_add(d->list, VERB_ADD, OBJECT_COUNTER, NULL,
				       &d->new->counter[i]);
	if (d->empties && d->new->flowtable)
		operations_add(d->list, VERB_ADD, OBJECT_FLOWTABLE, NULL, d->new->flowtable);
	for (i = 0; i < d->new->n_set; i++)
		if (!names_find(&d->old_set, &d->new->set[i]))
			operations_add(d->list, VERB_ADD, OBJECT_SET, NULL, &d->new->set[i]);
	for (i = 0; i < d->new->n_chain; i++)
		if (!names_find(&d->old_chain, &d->new->chain[i]))
			operations_add(d->list, VERB_ADD, OBJECT_CHAIN, NULL, &d->new->chain[i]);
	for (i = 0; i < d->new->n_set; i++)
		diff_elements(names_find(&d->old_set, &d->new->set[i]), &d->new->set[i], VERB_ADD,
			      d->list);
}

void plan_diff_table(const struct nft_table *old, const struct nft_table *new, bool emptied,
		     struct operations *list)
{
	static const struct nft_table nothing;
	struct table_diff d = { .old = old, .new = new, .list = list };

	if (!new->present) {
		if (old->present)
			operations_add(list, VERB_DELETE, OBJECT_TABLE, NULL, NULL);
		return;
	}
	/* An undo: ersym adds no such table, so it has been left as it is. */
	if (old->foreign && new->foreign)
		return;
	table_diff_init(&d);
	if (old->present && !table_compatible(&d)) {
		operations_add(list, VERB_DELETE, OBJECT_TABLE, NULL, NULL);
		table_diff_free(&d);
		d.old = &nothing;
		table_diff_init(&d);
	}
	if (!d.old->present)
		operations_add(list, VERB_ADD, OBJECT_TABLE, NULL, NULL);
	d.empties = emptied || flowtable_differs(d.old->flowtable, d.new->flowtable);
	diff_deletions(&d);
	diff_additions(&d);
	table_diff_free(&d);
}

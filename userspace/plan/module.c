// SPDX-License-Identifier: GPL-2.0
#include "plan/module.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "model/range.h"
#include "util/alloc.h"
#include "util/array.h"

struct module_circuit *module_config_add(struct module_config *config)
{
	config->circuit = array_grow(config->circuit, config->n_circuit,
				     sizeof(*config->circuit));
	return &config->circuit[config->n_circuit++];
}

void module_circuit_add_link(struct module_circuit *circuit, const char *name, bool receive)
{
	struct module_link *link;

	circuit->link = array_grow(circuit->link, circuit->n_link, sizeof(*circuit->link));
	link = &circuit->link[circuit->n_link++];
	memcpy(link->name, name, strnlen(name, IFNAMSIZ - 1));
	link->receive = receive;
}

void module_circuit_add_pool(struct module_circuit *circuit, const struct prefix *pool)
{
	prefix_list_add(&circuit->pool, pool);
}

static int compare_circuit(const void *a, const void *b)
{
	const struct module_circuit *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static int compare_link(const void *a, const void *b)
{
	const struct module_link *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int compare_pool(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

/* The array of qsort() may not be NULL, even if it is empty. */
static void sort(void *v, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	if (n > 1)
		qsort(v, n, size, compare);
}

void module_config_sort(struct module_config *config)
{
	size_t i;

	for (i = 0; i < config->n_circuit; i++) {
		struct module_circuit *c = &config->circuit[i];

		sort(c->link, c->n_link, sizeof(*c->link), compare_link);
		sort(c->pool.v, c->pool.n, sizeof(*c->pool.v), compare_pool);
	}
	sort(config->circuit, config->n_circuit, sizeof(*config->circuit), compare_circuit);
	sort(config->enforce.v, config->enforce.n, sizeof(*config->enforce.v), compare_pool);
}

bool module_circuit_same_path(const struct module_circuit *a, const struct module_circuit *b)
{
	size_t i;

	if (a->id != b->id || strcmp(a->name, b->name) || a->n_link != b->n_link)
		return false;
	for (i = 0; i < a->n_link; i++)
		if (strcmp(a->link[i].name, b->link[i].name))
			return false;
	return true;
}

static bool prefixes_equal(const struct prefix_list *a, const struct prefix_list *b)
{
	size_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++)
		if (prefix_compare(&a->v[i], &b->v[i]))
			return false;
	return true;
}

static bool links_receive_equal(const struct module_circuit *a, const struct module_circuit *b)
{
	size_t i;

	for (i = 0; i < a->n_link; i++)
		if (a->link[i].receive != b->link[i].receive)
			return false;
	return true;
}

bool module_circuit_equal(const struct module_circuit *a, const struct module_circuit *b)
{
	return module_circuit_same_path(a, b) && links_receive_equal(a, b) &&
	       a->public_only == b->public_only && a->drop == b->drop &&
	       prefixes_equal(&a->pool, &b->pool);
}

bool module_config_same_rest(const struct module_config *a, const struct module_config *b)
{
	return a->mark_mask == b->mark_mask && a->inside_drop == b->inside_drop &&
	       prefixes_equal(&a->enforce, &b->enforce);
}

bool module_config_equal(const struct module_config *a, const struct module_config *b)
{
	size_t i;

	if (a->n_circuit != b->n_circuit)
		return false;
	for (i = 0; i < a->n_circuit; i++)
		if (!module_circuit_equal(&a->circuit[i], &b->circuit[i]))
			return false;
	return !a->n_circuit || module_config_same_rest(a, b);
}

static void *copy_of(const void *v, size_t n, size_t size)
{
	return n ? xmemdup(v, n * size) : NULL;
}

void module_config_copy(const struct module_config *from, struct module_config *to)
{
	size_t i;

	*to = *from;
	to->enforce.v = copy_of(from->enforce.v, from->enforce.n, sizeof(*from->enforce.v));
	if (!from->n_circuit)
		return;
	to->circuit = xmemdup(from->circuit, from->n_circuit * sizeof(*from->circuit));
	for (i = 0; i < to->n_circuit; i++) {
		struct module_circuit *c = &to->circuit[i];

		c->link = copy_of(c->link, c->n_link, sizeof(*c->link));
		c->pool.v = copy_of(c->pool.v, c->pool.n, sizeof(*c->pool.v));
	}
}

void module_config_free(struct module_config *config)
{
	size_t i;

	for (i = 0; i < config->n_circuit; i++) {
		free(config->circuit[i].link);
		free(config->circuit[i].pool.v);
	}
	free(config->circuit);
	free(config->enforce.v);
	memset(config, 0, sizeof(*config));
}

/* The module refuses prefixes that overlap. */
static void unite(const struct prefix_list *from, struct prefix_list *to)
{
	struct range *range;
	size_t i, n = range_collect(from, AF_UNSPEC, &range);

	for (i = 0; i < n; i++)
		range_split(&range[i], to);
	free(range);
}

void module_config_from_site(const struct site *site, struct module_config *config)
{
	struct prefix_list pools;
	size_t i, j;

	config->mark_mask = site->mark_mask;
	config->inside_drop = site->inside_drop;
	unite(&site->enforce, &config->enforce);
	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];
		struct module_circuit *c = module_config_add(config);

		c->id = circuit->id;
		memcpy(c->name, circuit->name, sizeof(c->name));
		c->public_only = circuit_kind_is_public(circuit->kind);
		c->drop = circuit->drop;
		for (j = 0; j < circuit->n_link; j++)
			module_circuit_add_link(c, circuit->link[j].name,
						circuit->link[j].receive);
		pools = (struct prefix_list){ 0 };
		circuit_pools(circuit, &pools);
		for (j = 0; j < pools.n; j++)
			module_circuit_add_pool(c, &pools.v[j]);
		free(pools.v);
	}
}

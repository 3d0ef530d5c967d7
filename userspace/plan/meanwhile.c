// SPDX-License-Identifier: GPL-2.0
#include "plan/meanwhile.h"

#include <string.h>

static bool same_circuit(const struct module_circuit *a, const struct module_circuit *b)
{
	return a->id == b->id && !strcmp(a->name, b->name);
}

/* Whether a circuit other than @circuit has an address of @pool. */
static bool is_of_another(const struct module_config *config, const struct module_circuit *circuit,
			  const struct prefix *pool)
{
	const struct module_circuit *c;
	size_t i, j;

	for (i = 0; i < config->n_circuit; i++) {
		c = &config->circuit[i];
		for (j = 0; j < c->pool.n && !same_circuit(c, circuit); j++)
			if (prefix_overlaps(&c->pool.v[j], pool))
				return true;
	}
	return false;
}

static bool is_covered(const struct prefix_list *list, const struct prefix *pool)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (prefix_contains(&list->v[i], pool))
			return true;
	return false;
}

/* Adds the pools of @from that @circuit does not have yet; the module refuses overlaps. */
static void add_pools(const struct module_config *before, const struct module_config *after,
		      const struct prefix_list *from, struct module_circuit *circuit)
{
	const struct prefix *pool;
	size_t i, j, kept;

	for (i = 0; i < from->n; i++) {
		pool = &from->v[i];
		if (is_of_another(before, circuit, pool) || is_of_another(after, circuit, pool) ||
		    is_covered(&circuit->pool, pool))
			continue;
		for (j = 0, kept = 0; j < circuit->pool.n; j++)
			if (!prefix_contains(pool, &circuit->pool.v[j]))
				circuit->pool.v[kept++] = circuit->pool.v[j];
		circuit->pool.n = kept;
		module_circuit_add_pool(circuit, pool);
	}
}

static const struct module_circuit *find(const struct module_config *config,
					 const struct module_circuit *circuit)
{
	size_t i;

	for (i = 0; i < config->n_circuit; i++)
		if (same_circuit(&config->circuit[i], circuit))
			return &config->circuit[i];
	return NULL;
}

void module_meanwhile(const struct module_config *before, const struct module_config *after,
		      struct module_config *meanwhile)
{
	const struct module_circuit *old;
	size_t i;

	module_config_copy(after, meanwhile);
	for (i = 0; i < after->n_circuit; i++) {
		old = find(before, &after->circuit[i]);
		meanwhile->circuit[i].pool.n = 0;
		add_pools(before, after, &after->circuit[i].pool, &meanwhile->circuit[i]);
		if (old)
			add_pools(before, after, &old->pool, &meanwhile->circuit[i]);
	}
	module_config_sort(meanwhile);
}

// SPDX-License-Identifier: GPL-2.0
#include "config.h"

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "births.h"
#include "kunit.h"

/**
 * ersym_config_alloc() - allocate an empty configuration
 * @mark: layout of the fields in a mark
 * @circuits: number of circuits to make room for
 * @ipv4_pools: number of IPv4 pools to make room for
 * @ipv6_pools: number of IPv6 pools to make room for
 *
 * Context: may sleep.
 * Return: the configuration, or NULL if there is no memory.
 */
struct ersym_config *ersym_config_alloc(const struct ersym_mark *mark,
					unsigned int circuits,
					unsigned int ipv4_pools,
					unsigned int ipv6_pools)
{
	struct ersym_config *config;

	config = kzalloc_obj(*config, GFP_KERNEL_ACCOUNT);
	if (!config)
		return NULL;

	config->mark = *mark;
	config->by_id = kvcalloc(mark->field + 1, sizeof(*config->by_id),
				 GFP_KERNEL_ACCOUNT);
	config->circuit = kvcalloc(circuits, sizeof(*config->circuit),
				   GFP_KERNEL_ACCOUNT);
	config->ipv4.pool = kvcalloc(ipv4_pools, sizeof(*config->ipv4.pool),
				     GFP_KERNEL_ACCOUNT);
	config->ipv6.pool = kvcalloc(ipv6_pools, sizeof(*config->ipv6.pool),
				     GFP_KERNEL_ACCOUNT);
	if (!config->by_id || !config->circuit || !config->ipv4.pool ||
	    !config->ipv6.pool) {
		ersym_config_free(config);
		return NULL;
	}
	return config;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_config_alloc);

/**
 * ersym_config_free() - free a configuration
 * @config: configuration without readers, which may be incomplete, or NULL
 */
void ersym_config_free(struct ersym_config *config)
{
	unsigned int i;

	if (!config)
		return;
	for (i = 0; i < config->circuits; i++) {
		ersym_births_put(config->circuit[i].births);
		kvfree(config->circuit[i].link);
	}
	kvfree(rcu_dereference_protected(config->linkmap, true));
	kvfree(config->enforce_ipv6.pool);
	kvfree(config->enforce_ipv4.pool);
	kvfree(config->ipv6.pool);
	kvfree(config->ipv4.pool);
	kvfree(config->circuit);
	kvfree(config->by_id);
	kfree(config);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_config_free);

/**
 * ersym_config_keeps() - test whether an id keeps its meaning
 * @from: configuration that the id is of
 * @to: next configuration
 * @id: id of a circuit, or ERSYM_CIRCUIT_INSIDE
 *
 * Return: true if both configurations have a circuit of this id, and its name
 * is the same.
 */
bool ersym_config_keeps(const struct ersym_config *from,
			const struct ersym_config *to, u16 id)
{
	const struct ersym_circuit *a, *b;

	if (id == ERSYM_CIRCUIT_INSIDE)
		return true;
	a = ersym_config_circuit(from, id);
	b = ersym_config_circuit(to, id);
	return a && b && !strcmp(a->name, b->name);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_config_keeps);

/**
 * ersym_config_inherit_births() - attach counters to all circuits
 * @config: configuration whose circuits have no counters yet
 * @old: previous configuration, whose counters are kept for circuits that
 *	stay, or NULL
 *
 * Context: may sleep.
 * Return: 0, or -ENOMEM if some circuits still have no counters.
 */
int ersym_config_inherit_births(struct ersym_config *config,
				const struct ersym_config *old)
{
	unsigned int i;

	for (i = 0; i < config->circuits; i++) {
		struct ersym_circuit *circuit = &config->circuit[i];
		u16 id = circuit->id;

		if (old && ersym_config_keeps(old, config, id))
			circuit->births =
				ersym_births_get(old->by_id[id]->births);
		else
			circuit->births = ersym_births_alloc();
		if (!circuit->births)
			return -ENOMEM;
	}
	return 0;
}

/**
 * ersym_config_redefines() - test whether facts get another meaning
 * @old: configuration that the facts were written under
 * @config: next configuration
 *
 * Return: true if the mark mask changes or an id now names another circuit.
 */
bool ersym_config_redefines(const struct ersym_config *old,
			    const struct ersym_config *config)
{
	unsigned int i;

	if (old->mark.mask != config->mark.mask)
		return true;
	for (i = 0; i < old->circuits; i++) {
		u16 id = old->circuit[i].id;

		if (ersym_config_circuit(config, id) &&
		    !ersym_config_keeps(old, config, id))
			return true;
	}
	return false;
}

/**
 * ersym_config_removes() - test whether a circuit is removed
 * @old: previous configuration
 * @config: next configuration
 *
 * Return: true if @old has a circuit that @config does not keep.
 */
bool ersym_config_removes(const struct ersym_config *old,
			  const struct ersym_config *config)
{
	unsigned int i;

	for (i = 0; i < old->circuits; i++)
		if (!ersym_config_keeps(old, config, old->circuit[i].id))
			return true;
	return false;
}

/**
 * ersym_config_assign_pools() - set the first IPv4 pool of each circuit
 * @config: configuration with all circuits and with sorted pools
 */
void ersym_config_assign_pools(struct ersym_config *config)
{
	unsigned int i;

	for (i = config->ipv4.count; i-- > 0;) {
		const struct ersym_pool *pool = &config->ipv4.pool[i];

		config->by_id[pool->id]->pool = pool;
	}
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_config_assign_pools);

static int ersym_link_cmp(const void *a, const void *b)
{
	const struct ersym_link *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/**
 * ersym_config_duplicate_link() - search for a device that two links name
 * @config: configuration with all links
 *
 * Context: may sleep.
 * Return: NULL, one of two links with the same name, or ERR_PTR(-ENOMEM).
 */
const struct ersym_link *
ersym_config_duplicate_link(const struct ersym_config *config)
{
	const struct ersym_link **link, *duplicate = NULL;
	unsigned int i, j, n = 0;

	for (i = 0; i < config->circuits; i++)
		n += config->circuit[i].links;
	link = kvmalloc_array(n, sizeof(*link), GFP_KERNEL);
	if (!link)
		return ERR_PTR(-ENOMEM);

	for (i = 0, n = 0; i < config->circuits; i++)
		for (j = 0; j < config->circuit[i].links; j++)
			link[n++] = &config->circuit[i].link[j];
	sort(link, n, sizeof(*link), ersym_link_cmp, NULL);
	for (i = 1; i < n && !duplicate; i++)
		if (!strcmp(link[i]->name, link[i - 1]->name))
			duplicate = link[i];

	kvfree(link);
	return duplicate;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_config_duplicate_link);

// SPDX-License-Identifier: GPL-2.0
#include "circuit.h"

#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "kunit.h"
#include "stats.h"

/**
 * ersym_config_alloc() - an empty configuration
 * @mark: the fields of a mark
 * @circuits: room for as many circuits
 * @ipv4_pools: room for as many pools
 * @ipv6_pools: room for as many pools
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
 * ersym_config_free() - free a configuration that nobody reads any more
 * @config: may be NULL, or half built
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
	kvfree(rcu_dereference_protected(config->devmap, true));
	kvfree(config->ipv6.pool);
	kvfree(config->ipv4.pool);
	kvfree(config->circuit);
	kvfree(config->by_id);
	kfree(config);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_config_free);

/**
 * ersym_config_keeps() - whether an id still means what it meant
 * @from: the configuration that it is of
 * @to: the next one
 * @id: of a circuit, or ERSYM_CIRCUIT_INSIDE
 *
 * Return: true if both have a circuit with this id, and of one name.
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
 * ersym_pool_init() - addresses of a prefix
 * @pool: to fill
 * @address: of the prefix; an IPv4 address is in s6_addr32[0]
 * @bits: of an address: 32 or 128
 * @length: of the prefix, at most @bits
 * @id: of the circuit
 */
void ersym_pool_init(struct ersym_pool *pool, const struct in6_addr *address,
		     unsigned int bits, unsigned int length, u16 id)
{
	unsigned int i;

	pool->first = *address;
	pool->last = *address;
	for (i = length; i < bits; i++)
		pool->last.s6_addr[i / 8] |= 0x80 >> (i % 8);
	pool->id = id;
	pool->length = length;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_pool_init);

static int ersym_pool_cmp(const void *a, const void *b)
{
	const struct ersym_pool *x = a, *y = b;

	return memcmp(&x->first, &y->first, sizeof(x->first));
}

/**
 * ersym_pools_sort() - make pools searchable
 * @pools: to sort
 *
 * Return: NULL, or a pool that overlaps another one.
 */
const struct ersym_pool *ersym_pools_sort(struct ersym_pools *pools)
{
	unsigned int i;

	sort(pools->pool, pools->count, sizeof(*pools->pool), ersym_pool_cmp,
	     NULL);
	for (i = 1; i < pools->count; i++) {
		if (memcmp(&pools->pool[i].first, &pools->pool[i - 1].last,
			   sizeof(struct in6_addr)) <= 0)
			return &pools->pool[i];
	}
	return NULL;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_pools_sort);

static struct ersym_range ersym_range_ipv4(const struct in6_addr *first,
					   const struct in6_addr *last)
{
	u32 low = be32_to_cpu(first->s6_addr32[0]);

	return (struct ersym_range){
		.first = low,
		.span = be32_to_cpu(last->s6_addr32[0]) - low,
	};
}

/**
 * ersym_pools_range() - from the lowest address of all pools to the highest
 * @pools: of IPv4, sorted
 *
 * Return: the range.
 */
struct ersym_range ersym_pools_range(const struct ersym_pools *pools)
{
	if (!pools->count)
		return ERSYM_RANGE_NONE;
	return ersym_range_ipv4(&pools->pool[0].first,
				&pools->pool[pools->count - 1].last);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_pools_range);

/**
 * ersym_circuit_passes() - which destinations the guard need not look up
 * @circuit: that packets come in on
 *
 * Return: the range, as in &ersym_devmap.pass.
 */
struct ersym_range ersym_circuit_passes(const struct ersym_circuit *circuit)
{
	struct ersym_range pool;

	if (!(circuit->drop & ERSYM_GUARDED))
		return ERSYM_RANGE_ALL;
	if (!circuit->pool)
		return ERSYM_RANGE_NONE;
	pool = ersym_range_ipv4(&circuit->pool->first, &circuit->pool->last);
	/* Even a pool of all IPv4 is not all: there is IPv6 */
	pool.span = min(pool.span, U32_MAX - 1);
	return pool;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_circuit_passes);

/**
 * ersym_config_first_pools() - let circuits know their pools
 * @config: with all circuits, and pools that are sorted
 */
void ersym_config_first_pools(struct ersym_config *config)
{
	unsigned int i;

	for (i = config->ipv4.count; i-- > 0;) {
		const struct ersym_pool *pool = &config->ipv4.pool[i];

		config->by_id[pool->id]->pool = pool;
	}
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_config_first_pools);

/* An address as a number: its two halves. */
struct ersym_number {
	u64 high;
	u64 low;
};

static __always_inline struct ersym_number
ersym_number(const struct in6_addr *address)
{
	return (struct ersym_number){
		.high = get_unaligned_be64(&address->s6_addr[0]),
		.low = get_unaligned_be64(&address->s6_addr[8]),
	};
}

static __always_inline bool ersym_number_less(struct ersym_number a,
					      struct ersym_number b)
{
	return a.high < b.high || (a.high == b.high && a.low < b.low);
}

static __always_inline u16 ersym_pools_find(const struct ersym_pools *pools,
					    struct ersym_number address)
{
	unsigned int low = 0, high = pools->count;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;
		const struct ersym_pool *pool = &pools->pool[mid];

		if (ersym_number_less(address, ersym_number(&pool->first)))
			high = mid;
		else if (ersym_number_less(ersym_number(&pool->last), address))
			low = mid + 1;
		else
			return pool->id;
	}
	return ERSYM_CIRCUIT_UNKNOWN;
}

/**
 * ersym_pools_owner() - whose pool an address is in
 * @pools: of the address' family, sorted
 * @address: an IPv4 address is in s6_addr32[0], the rest is zero
 *
 * Return: id of a circuit, or ERSYM_CIRCUIT_UNKNOWN.
 */
u16 ersym_pools_owner(const struct ersym_pools *pools,
		      const struct in6_addr *address)
{
	return ersym_pools_find(pools, ersym_number(address));
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_pools_owner);

/**
 * ersym_pools_owner_ipv4() - whose pool an IPv4 address is in
 * @pools: of IPv4, sorted
 * @address: network byte order
 *
 * Return: as ersym_pools_owner().
 */
u16 ersym_pools_owner_ipv4(const struct ersym_pools *pools, __be32 address)
{
	struct ersym_number number = {
		.high = (u64)be32_to_cpu(address) << 32,
	};

	return ersym_pools_find(pools, number);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_pools_owner_ipv4);

static int ersym_link_cmp(const void *a, const void *b)
{
	const struct ersym_link *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/**
 * ersym_config_link_twice() - look for a device that is named more than once
 * @c: a configuration
 *
 * Context: may sleep.
 * Return: NULL, a link whose name another one has, or ERR_PTR(-ENOMEM).
 */
const struct ersym_link *ersym_config_link_twice(const struct ersym_config *c)
{
	const struct ersym_link **link, *twice = NULL;
	unsigned int i, j, n = 0;

	for (i = 0; i < c->circuits; i++)
		n += c->circuit[i].links;
	link = kvmalloc_array(n, sizeof(*link), GFP_KERNEL);
	if (!link)
		return ERR_PTR(-ENOMEM);

	for (i = 0, n = 0; i < c->circuits; i++)
		for (j = 0; j < c->circuit[i].links; j++)
			link[n++] = &c->circuit[i].link[j];
	sort(link, n, sizeof(*link), ersym_link_cmp, NULL);
	for (i = 1; i < n && !twice; i++)
		if (!strcmp(link[i]->name, link[i - 1]->name))
			twice = link[i];

	kvfree(link);
	return twice;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_config_link_twice);

// SPDX-License-Identifier: GPL-2.0
#include "pool.h"

#include <linux/ersym.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "kunit.h"

/**
 * ersym_pool_init() - initialise a pool from a prefix
 * @pool: pool to fill
 * @address: address of the prefix; an IPv4 address is in s6_addr32[0]
 * @bits: bits of an address: 32 or 128
 * @length: length of the prefix, at most @bits
 * @id: id of the circuit
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
 * ersym_pools_sort() - sort pools for the search, and find an overlap
 * @pools: pools to sort
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
 * ersym_pool_range() - get the addresses of an IPv4 pool
 * @pool: the pool
 *
 * Return: the range from the lowest to the highest address.
 */
struct ersym_range ersym_pool_range(const struct ersym_pool *pool)
{
	return ersym_range_ipv4(&pool->first, &pool->last);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_pool_range);

/**
 * ersym_pools_range() - get the range that has all IPv4 pools
 * @pools: sorted pools
 *
 * Return: the range from the lowest to the highest address.
 */
struct ersym_range ersym_pools_range(const struct ersym_pools *pools)
{
	if (!pools->count)
		return ERSYM_RANGE_NONE;
	return ersym_range_ipv4(&pools->pool[0].first,
				&pools->pool[pools->count - 1].last);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_pools_range);

/* An address as an integer of 128 bits. */
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
 * ersym_pools_owner() - search for the pool that has an address
 * @pools: sorted pools of the family
 * @address: the address; IPv4 is in s6_addr32[0], the rest is zero
 *
 * Return: id of the circuit that owns the pool, or ERSYM_CIRCUIT_UNKNOWN.
 */
u16 ersym_pools_owner(const struct ersym_pools *pools,
		      const struct in6_addr *address)
{
	return ersym_pools_find(pools, ersym_number(address));
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_pools_owner);

/**
 * ersym_pools_owner_ipv4() - search for the pool that has an IPv4 address
 * @pools: sorted IPv4 pools
 * @address: the address, network byte order
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

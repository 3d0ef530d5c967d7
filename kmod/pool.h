/* SPDX-License-Identifier: GPL-2.0 */
/* Pools: the addresses that a circuit translates to. */
#ifndef _ERSYM_POOL_H
#define _ERSYM_POOL_H

#include <asm/byteorder.h>
#include <linux/in6.h>
#include <linux/types.h>

#include "range.h"

/**
 * struct ersym_pool - a prefix that belongs to a circuit
 * @first: lowest address, network byte order; an IPv4 address is in
 *	s6_addr32[0]
 * @last: highest address, likewise
 * @id: id of the circuit
 * @length: length of the prefix
 */
struct ersym_pool {
	struct in6_addr first;
	struct in6_addr last;
	u16 id;
	u8 length;
};

/**
 * struct ersym_pools - all pools of one address family
 * @pool: array of pools, sorted, without overlaps
 * @count: number of pools
 */
struct ersym_pools {
	struct ersym_pool *pool;
	unsigned int count;
};

void ersym_pool_init(struct ersym_pool *pool, const struct in6_addr *address,
		     unsigned int bits, unsigned int length, u16 id);
struct ersym_range ersym_pool_range(const struct ersym_pool *pool);
const struct ersym_pool *ersym_pools_sort(struct ersym_pools *pools);
struct ersym_range ersym_pools_range(const struct ersym_pools *pools);
u16 ersym_pools_owner(const struct ersym_pools *pools,
		      const struct in6_addr *address);
u16 ersym_pools_owner_ipv4(const struct ersym_pools *pools, __be32 address);

static inline bool ersym_pool_has_ipv4(const struct ersym_pool *pool,
				       __be32 address)
{
	u32 number = be32_to_cpu(address);

	return number >= be32_to_cpu(pool->first.s6_addr32[0]) &&
	       number <= be32_to_cpu(pool->last.s6_addr32[0]);
}

#endif /* _ERSYM_POOL_H */

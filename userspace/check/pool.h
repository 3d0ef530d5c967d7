/* SPDX-License-Identifier: GPL-2.0 */
/* Pools, outbound and inbound, of all circuits together. */
#ifndef ERSYM_CHECK_POOL_H
#define ERSYM_CHECK_POOL_H

#include <stdbool.h>

#include "check/context.h"

/**
 * struct pool - one prefix of a pool
 * @prefix: the prefix
 * @circuit: its circuit
 * @at: where the prefix is in the file
 * @inbound: it is of inbound-snat, not of snat
 * @netmap: it is the outside prefix of this netmap; NULL: of a pool
 */
struct pool {
	struct prefix prefix;
	const struct circuit *circuit;
	struct location at;
	bool inbound;
	const struct netmap *netmap;
};

/**
 * check_collect_pools() - collect the pools of all circuits in @check->pool
 * @check: its pools are written, sorted by prefix; to be freed by the caller
 */
void check_collect_pools(struct check *check);

/**
 * check_find_pool() - find the pool that an address is in
 * @check: with its pools
 * @a: the address
 *
 * Return: the pool, one of them if pools overlap; NULL if there is none.
 */
const struct pool *check_find_pool(const struct check *check, const struct address *a);

/**
 * check_find_overlap() - find a pool that has an address of a prefix
 * @check: with its pools
 * @p: the prefix
 *
 * Return: the pool, one of them if there are several; NULL if there is none.
 */
const struct pool *check_find_overlap(const struct check *check, const struct prefix *p);

/**
 * check_pool_name() - what a message calls a pool
 * @pool: the pool
 *
 * Return: the words.
 */
const char *check_pool_name(const struct pool *pool);

/**
 * check_pools() - check each pool, and that no two of them overlap
 * @check: the site, with its pools, and where findings are reported
 */
void check_pools(struct check *check);

/**
 * check_carries() - check whether a circuit can carry a family
 * @c: the circuit
 * @family: AF_INET or AF_INET6
 *
 * Return: true if a link that sends has a gateway of it, or none at all.
 */
bool check_carries(const struct circuit *c, uint8_t family);

#endif

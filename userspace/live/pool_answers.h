/* SPDX-License-Identifier: GPL-2.0 */
/* Whether connections with an address of a pool are answered. */
#ifndef ERSYM_LIVE_POOL_ANSWERS_H
#define ERSYM_LIVE_POOL_ANSWERS_H

#include <stddef.h>

#include "model/address.h"

/**
 * struct pool_answers - connections that were translated to a pool
 * @pool: the prefix
 * @connections: how many there are
 * @answered: how many of them have had an answer
 */
struct pool_answers {
	struct prefix pool;
	size_t connections;
	size_t answered;
};

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Answers to translated connections, as the table of connections has them. */
#ifndef ERSYM_BACKEND_POOL_ANSWERS_H
#define ERSYM_BACKEND_POOL_ANSWERS_H

#include <stddef.h>

#include "live/pool_answers.h"
#include "nl/socket.h"

/**
 * pool_answers_count() - count connections by pool, and those that have had an answer
 * @nl: a socket of NETLINK_NETFILTER
 * @pools: their counts are written
 * @n: number of @pools
 *
 * An error is reported on stderr; that the table changed meanwhile is none.
 *
 * Return: 0 or -errno
 */
int pool_answers_count(struct nl_socket *nl, struct pool_answers *pools, size_t n);

#endif

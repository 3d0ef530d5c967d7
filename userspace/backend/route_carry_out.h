/* SPDX-License-Identifier: GPL-2.0 */
/* Changes to routing rules and routes of this network namespace. */
#ifndef ERSYM_BACKEND_ROUTE_CARRY_OUT_H
#define ERSYM_BACKEND_ROUTE_CARRY_OUT_H

#include "nl/socket.h"
#include "plan/operation.h"

/**
 * routes_carry_out() - carry out the operations on rules and routes, in their order
 * @nl: a socket of NETLINK_ROUTE
 * @operations: operations; those on other objects are skipped
 *
 * To delete what no longer exists is no error. The first error is reported on stderr.
 *
 * Return: 0 or -errno of the first operation that was refused
 */
int routes_carry_out(struct nl_socket *nl, const struct operations *operations);

#endif

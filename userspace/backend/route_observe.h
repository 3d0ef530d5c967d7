/* SPDX-License-Identifier: GPL-2.0 */
/* Routing rules and routes of this network namespace, as they are. */
#ifndef ERSYM_BACKEND_ROUTE_OBSERVE_H
#define ERSYM_BACKEND_ROUTE_OBSERVE_H

#include "nl/socket.h"
#include "plan/state.h"

/**
 * routes_observe() - read the rules and routes of ersym, and the rules that affect them
 * @nl: a socket of NETLINK_ROUTE
 * @state: what is read is added to it, and it is sorted
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int routes_observe(struct nl_socket *nl, struct state *state);

#endif

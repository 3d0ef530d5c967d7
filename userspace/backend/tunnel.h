/* SPDX-License-Identifier: GPL-2.0 */
/* Marks of tunnels, as the kernel has them. */
#ifndef ERSYM_BACKEND_TUNNEL_H
#define ERSYM_BACKEND_TUNNEL_H

#include "live/tunnel.h"
#include "nl/socket.h"

/**
 * tunnels_observe() - read the tunnels that have a mark
 * @nl: a socket of NETLINK_ROUTE
 * @tunnels: written; its array is to be freed even after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int tunnels_observe(struct nl_socket *nl, struct tunnels *tunnels);

#endif

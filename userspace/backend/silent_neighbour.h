/* SPDX-License-Identifier: GPL-2.0 */
/* Neighbours that do not answer. */
#ifndef ERSYM_BACKEND_SILENT_NEIGHBOUR_H
#define ERSYM_BACKEND_SILENT_NEIGHBOUR_H

#include "nl/socket.h"
#include "plan/host_address.h"

/**
 * silent_neighbours_observe() - read the neighbours that the kernel asks for in vain
 * @nl: a socket of NETLINK_ROUTE
 * @addresses: written, sorted, to be freed with host_addresses_free() even after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int silent_neighbours_observe(struct nl_socket *nl, struct host_addresses *addresses);

#endif

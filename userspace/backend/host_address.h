/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses of this host and of its neighbours, as they are. */
#ifndef ERSYM_BACKEND_HOST_ADDRESS_H
#define ERSYM_BACKEND_HOST_ADDRESS_H

#include "nl/socket.h"
#include "plan/host_address.h"

/**
 * host_addresses_observe() - read the addresses of this host and of its neighbours
 * @nl: a socket of NETLINK_ROUTE
 * @addresses: written, sorted, to be freed with host_addresses_free() even after an error
 *
 * A neighbour is one whose link layer address is known, or the other end of a device that has
 * one. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int host_addresses_observe(struct nl_socket *nl, struct host_addresses *addresses);

#endif

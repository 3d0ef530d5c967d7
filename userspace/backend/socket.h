/* SPDX-License-Identifier: GPL-2.0 */
/* Netlink sockets, with an error on stderr where one cannot be opened. */
#ifndef ERSYM_BACKEND_SOCKET_H
#define ERSYM_BACKEND_SOCKET_H

#include "nl/socket.h"

/**
 * socket_open() - open a socket as nl_open() does, and report an error on stderr
 * @nl: written; after an error there is nothing to close
 * @bus: NETLINK_GENERIC, NETLINK_ROUTE or NETLINK_NETFILTER
 *
 * Return: 0 or -errno
 */
int socket_open(struct nl_socket *nl, int bus);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Netlink sockets, for callers whose users are told when there is none. */
#ifndef ERSYM_BACKEND_SOCKET_H
#define ERSYM_BACKEND_SOCKET_H

#include "nl/socket.h"

/* As nl_open(). Says on stderr what went wrong. */
int socket_open(struct nl_socket *nl, int bus);

#endif

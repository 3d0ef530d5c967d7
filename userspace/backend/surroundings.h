/* SPDX-License-Identifier: GPL-2.0 */
/* What others have put on the links: filters and flowtables. */
#ifndef ERSYM_BACKEND_SURROUNDINGS_H
#define ERSYM_BACKEND_SURROUNDINGS_H

#include "nl/socket.h"
#include "plan/device.h"

/**
 * surroundings_observe() - what is on the links beside ersym
 * @route: a socket of NETLINK_ROUTE
 * @nft: a socket of NETLINK_NETFILTER
 * @devices: sorted; those that are present learn of it
 *
 * Says on stderr what went wrong. Return: 0 or -errno
 */
int surroundings_observe(struct nl_socket *route, struct nl_socket *nft, struct devices *devices);

#endif

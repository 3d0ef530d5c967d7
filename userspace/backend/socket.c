// SPDX-License-Identifier: GPL-2.0
#include "backend/socket.h"

#include <string.h>

#include <linux/netlink.h>

#include "util/error.h"

int socket_open(struct nl_socket *nl, int bus)
{
	static const char *const names[] = {
		[NETLINK_GENERIC] = "generic netlink",
		[NETLINK_ROUTE] = "the routing tables",
		[NETLINK_NETFILTER] = "netfilter",
	};
	int err = nl_open(nl, bus);

	if (err)
		error("cannot open a netlink socket to %s: %s", names[bus], strerror(-err));
	return err;
}

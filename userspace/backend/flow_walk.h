/* SPDX-License-Identifier: GPL-2.0 */
/* A walk through all connections of the network namespace. */
#ifndef ERSYM_BACKEND_FLOW_WALK_H
#define ERSYM_BACKEND_FLOW_WALK_H

#include "live/flow.h"
#include "model/mark.h"
#include "nl/socket.h"

/**
 * typedef flow_walk_fn - take a connection
 * @nlh: the message that describes it
 * @flow: what has been read of it
 * @data: as given to flow_walk()
 *
 * Return: 0, or -errno, which ends the calls
 */
typedef int (*flow_walk_fn)(const struct nlmsghdr *nlh, const struct flow *flow, void *data);

/**
 * flow_walk() - pass on each connection that a filter admits
 * @nl: a socket of NETLINK_NETFILTER
 * @layout: of the marks; NULL: marks have no facts
 * @filter: which connections
 * @take: takes each of them
 * @data: for @take
 *
 * It takes the same memory for one connection and for a million. It does not start again
 * if the table changes meanwhile, as @take cannot take back what it did.
 *
 * Return: 0; -EINTR if the table changed, so that connections may have been missed; another
 * -errno, of @take also
 */
int flow_walk(struct nl_socket *nl, const struct mark_layout *layout,
	      const struct flow_filter *filter, flow_walk_fn take, void *data);

#endif

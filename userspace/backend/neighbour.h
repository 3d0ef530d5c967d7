/* SPDX-License-Identifier: GPL-2.0 */
/* Proxy entries of neighbours, and the sysctl that they need. */
#ifndef ERSYM_BACKEND_NEIGHBOUR_H
#define ERSYM_BACKEND_NEIGHBOUR_H

#include "nl/socket.h"
#include "plan/operation.h"
#include "plan/state.h"

/**
 * neighbours_observe() - read the entries of ours
 * @nl: a socket of NETLINK_ROUTE
 * @state: they are added
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int neighbours_observe(struct nl_socket *nl, struct state *state);

/**
 * neighbour_put() - write the rest of a request for an entry
 * @nlh: the request
 * @neighbour: the entry; if its device does not exist, the kernel refuses the request
 */
void neighbour_put(struct nlmsghdr *nlh, const struct neighbour *neighbour);

/**
 * neighbours_silence() - turn proxy_ndp off where no entry will be left
 * @nl: a socket of NETLINK_ROUTE
 * @operations: those that delete entries are looked at; they have not been carried out
 *
 * The sysctl stays as it is where the default or that of all devices is on.
 *
 * Return: 0 or -errno, which has been reported
 */
int neighbours_silence(struct nl_socket *nl, const struct operations *operations);

/**
 * neighbours_wake() - turn proxy_ndp on where there are new entries
 * @operations: those that add entries are looked at; they have been carried out
 *
 * Return: 0 or -errno, which has been reported
 */
int neighbours_wake(const struct operations *operations);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Flowtables of other programs. */
#ifndef ERSYM_BACKEND_FLOWTABLE_H
#define ERSYM_BACKEND_FLOWTABLE_H

#include "nl/socket.h"
#include "plan/device.h"

/**
 * flowtables_observe() - find out which devices are in a flowtable of another program
 * @nl: a socket of NETLINK_NETFILTER
 * @devices: devices, of which those in a flowtable are filled in
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int flowtables_observe(struct nl_socket *nl, struct devices *devices);

#endif

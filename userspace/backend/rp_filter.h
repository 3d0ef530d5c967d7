/* SPDX-License-Identifier: GPL-2.0 */
/* The reverse path filter of devices (sysctl net.ipv4.conf.*.rp_filter). */
#ifndef ERSYM_BACKEND_RP_FILTER_H
#define ERSYM_BACKEND_RP_FILTER_H

#include "nl/socket.h"
#include "plan/device.h"

/**
 * rp_filters_observe() - find out which devices have a strict reverse path filter
 * @nl: a socket of NETLINK_ROUTE
 * @devices: devices, of which those that are present are filled in
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int rp_filters_observe(struct nl_socket *nl, struct devices *devices);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Network devices of this network namespace, as they are. */
#ifndef ERSYM_BACKEND_DEVICE_H
#define ERSYM_BACKEND_DEVICE_H

#include "model/site.h"
#include "nl/socket.h"
#include "plan/device.h"

/**
 * devices_observe() - read links and inside devices, and what the links reach
 * @nl: a socket of NETLINK_ROUTE
 * @site: the site; its inside devices are read too
 * @devices: written, sorted, to be freed with devices_free() even after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int devices_observe(struct nl_socket *nl, const struct site *site, struct devices *devices);

/**
 * devices_observe_links() - read devices without their gateways
 * @nl: a socket of NETLINK_ROUTE
 * @devices: devices that devices_add() has named; they are filled in and sorted
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int devices_observe_links(struct nl_socket *nl, struct devices *devices);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The gateways that DHCP, router advertisements or PPP have set for devices. */
#ifndef ERSYM_BACKEND_DEFAULT_GATEWAY_H
#define ERSYM_BACKEND_DEFAULT_GATEWAY_H

#include "model/site.h"
#include "nl/socket.h"
#include "plan/device.h"

/**
 * default_gateways_observe() - find the gateways of default routes of other programs
 * @nl: a socket of NETLINK_ROUTE
 * @site: the site, of which links with an automatic gateway are looked at
 * @devices: the devices, in the order of the links of the site; filled in
 *
 * A default route may be in any table. Of several, one in the main table is preferred, then
 * that with the lowest metric. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int default_gateways_observe(struct nl_socket *nl, const struct site *site,
			     struct devices *devices);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The address that masqueraded connections get. */
#ifndef ERSYM_PLAN_MASQUERADE_H
#define ERSYM_PLAN_MASQUERADE_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/device.h"
#include "plan/host_address.h"

/**
 * plan_masquerade() - warn of links that masquerade and have no address for it
 * @site: the site
 * @devices: the devices, sorted
 * @addresses: addresses of this host and of neighbours
 * @diags: gets a warning for each link and family
 *
 * The kernel would take an address of another device, to which no answer returns.
 */
void plan_masquerade(const struct site *site, const struct devices *devices,
		     const struct host_addresses *addresses, struct diagnostics *diags);

#endif

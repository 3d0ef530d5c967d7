/* SPDX-License-Identifier: GPL-2.0 */
/* Devices that cannot do what a link of a circuit has to do. */
#ifndef ERSYM_PLAN_LINKS_H
#define ERSYM_PLAN_LINKS_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/device.h"

/**
 * plan_links() - report links whose device never has packets, or none that return
 * @site: the site
 * @devices: the devices, sorted
 * @diags: receives an error for an alternative name and for a port of another device, and a
 *	warning for a device that resolves neighbours and has no gateway, or none yet
 */
void plan_links(const struct site *site, const struct devices *devices, struct diagnostics *diags);

#endif

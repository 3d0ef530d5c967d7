/* SPDX-License-Identifier: GPL-2.0 */
/* The devices that inside-devices names, compared with those that exist. */
#ifndef ERSYM_PLAN_INSIDE_DEVICES_H
#define ERSYM_PLAN_INSIDE_DEVICES_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/device.h"

/**
 * plan_inside_devices() - report devices that nobody named, and names that do not match
 * @site: the site; without inside devices, nothing is reported
 * @devices: all devices, sorted
 * @diags: errors and warnings are added
 */
void plan_inside_devices(const struct site *site, const struct devices *devices,
			 struct diagnostics *diags);

#endif

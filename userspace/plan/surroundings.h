/* SPDX-License-Identifier: GPL-2.0 */
/* Configuration of devices by other programs that limits what ersym can do. */
#ifndef ERSYM_PLAN_SURROUNDINGS_H
#define ERSYM_PLAN_SURROUNDINGS_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/device.h"

/**
 * plan_surroundings() - warn of configuration that limits what ersym can do
 * @site: with the links
 * @devices: as observed
 * @diags: gets a warning for each device and cause
 */
void plan_surroundings(const struct site *site, const struct devices *devices,
		       struct diagnostics *diags);

#endif

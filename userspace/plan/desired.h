/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel should have for a site. */
#ifndef ERSYM_PLAN_DESIRED_H
#define ERSYM_PLAN_DESIRED_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/condition.h"
#include "plan/device.h"
#include "plan/state.h"

/**
 * plan_desired() - the state that a site asks for
 * @site: the site, without errors
 * @devices: as observed; a next hop that the kernel would refuse is left out
 * @conditions: of the circuits; NULL: all are up
 * @desired: written, sorted; to be freed with state_free()
 * @diags: gets a warning for each next hop that is left out
 */
void plan_desired(const struct site *site, const struct devices *devices,
		  const struct conditions *conditions, struct state *desired,
		  struct diagnostics *diags);

#endif

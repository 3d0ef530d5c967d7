/* SPDX-License-Identifier: GPL-2.0 */
/* From what is in force back to a site. */
#ifndef ERSYM_PLAN_DESCRIBE_H
#define ERSYM_PLAN_DESCRIBE_H

#include "model/site.h"
#include "plan/state.h"

/**
 * plan_describe() - the site that a state amounts to
 * @observed: sorted
 * @site: written; to be freed with site_free()
 *
 * What the kernel is not told cannot be there: the kind of a circuit that is
 * not public-only, the gateways of links that are down. Lists come in order.
 */
void plan_describe(const struct state *observed, struct site *site);

/**
 * plan_circuits() - the circuits that are in force, whichever engine has them
 * @config: as the module has it; written; to be freed with module_config_free()
 */
void plan_circuits(const struct state *observed, enum engine *engine,
		   struct module_config *config);

#endif

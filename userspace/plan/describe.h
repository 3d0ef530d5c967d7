/* SPDX-License-Identifier: GPL-2.0 */
/* From a state of the kernel back to a site. */
#ifndef ERSYM_PLAN_DESCRIBE_H
#define ERSYM_PLAN_DESCRIBE_H

#include "model/site.h"
#include "plan/state.h"

/**
 * plan_describe() - the site that a state amounts to
 * @observed: the state, sorted
 * @site: written; to be freed with site_free()
 *
 * What the kernel does not know is missing: the kind of a circuit that is not
 * public-only, and the gateways of links that are down. Lists are sorted.
 */
void plan_describe(const struct state *observed, struct site *site);

/**
 * plan_circuits() - the circuits that are in force with either engine
 * @observed: the state
 * @engine: the engine is written here
 * @config: written, as the module has it; to be freed with module_config_free()
 */
void plan_circuits(const struct state *observed, enum engine *engine,
		   struct module_config *config);

#endif

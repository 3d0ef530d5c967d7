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

#endif

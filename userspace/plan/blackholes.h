/* SPDX-License-Identifier: GPL-2.0 */
/* Blackholes for the addresses of ours that no host has: pools and translated services. */
#ifndef ERSYM_PLAN_BLACKHOLES_H
#define ERSYM_PLAN_BLACKHOLES_H

#include "model/site.h"
#include "plan/state.h"

/**
 * plan_blackholes() - add the blackholes of a site to a state
 * @site: the circuits and services
 * @state: routes are added, some of them possibly twice
 *
 * Without them a packet to an unused address of a pool would follow the default
 * route back to where it came from.
 */
void plan_blackholes(const struct site *site, struct state *state);

#endif

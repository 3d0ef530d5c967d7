/* SPDX-License-Identifier: GPL-2.0 */
/* The routes in the table of each circuit. */
#ifndef ERSYM_PLAN_ROUTES_H
#define ERSYM_PLAN_ROUTES_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/condition.h"
#include "plan/device.h"
#include "plan/state.h"

/**
 * plan_routes() - add the routes of all circuits to a state
 * @site: the circuits
 * @devices: as observed; a next hop that the kernel would refuse is left out
 * @conditions: of the circuits; NULL: all are up
 * @state: routes are added
 * @diags: gets a warning for each next hop that is left out
 */
void plan_routes(const struct site *site, const struct devices *devices,
		 const struct conditions *conditions, struct state *state,
		 struct diagnostics *diags);

/**
 * plan_link_carries() - check whether a link carries a family
 * @site: the site
 * @link: a link of it
 * @family: AF_INET or AF_INET6
 *
 * Return: true if it sends, and has a gateway of the family; without gateways, the site's
 * families count.
 */
bool plan_link_carries(const struct site *site, const struct link *link, uint8_t family);

/**
 * plan_circuit_carries() - check whether links of a circuit carry a family
 * @site: the site
 * @circuit: a circuit of it
 * @family: AF_INET or AF_INET6
 *
 * A link carries the families of its gateways; without any, those of the site.
 *
 * Return: true if one of the links does.
 */
bool plan_circuit_carries(const struct site *site, const struct circuit *circuit, uint8_t family);

#endif

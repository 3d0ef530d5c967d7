/* SPDX-License-Identifier: GPL-2.0 */
/* NAT of other programs that precedes that of ersym. */
#ifndef ERSYM_PLAN_NAT_ORDER_H
#define ERSYM_PLAN_NAT_ORDER_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/device.h"
#include "plan/foreign_chain.h"

/**
 * plan_nat_order() - warn of rules that translate connections before ersym does
 * @site: the site
 * @devices: the devices, sorted
 * @chains: chains of other programs
 * @diags: gets a warning for each rule that may match connections which ersym would translate
 *
 * The first chain that translates a connection decides its address. A map of verdicts is not
 * followed.
 */
void plan_nat_order(const struct site *site, const struct devices *devices,
		    const struct foreign_chains *chains, struct diagnostics *diags);

#endif

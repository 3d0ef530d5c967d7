/* SPDX-License-Identifier: GPL-2.0 */
/* Transit from circuit to circuit. */
#ifndef ERSYM_CHECK_TRANSIT_H
#define ERSYM_CHECK_TRANSIT_H

#include "check/context.h"

/**
 * check_transit() - check that each transit joins two circuits of this host, once
 * @check: the site and where findings are reported
 */
void check_transit(struct check *check);

#endif

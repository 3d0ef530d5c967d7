/* SPDX-License-Identifier: GPL-2.0 */
/* Services whose server is behind a circuit, and servers that open connections. */
#ifndef ERSYM_CHECK_BEHIND_H
#define ERSYM_CHECK_BEHIND_H

#include "check/context.h"

/**
 * check_behind() - check which circuits the servers of services are behind
 * @check: the site and where findings are reported
 */
void check_behind(struct check *check);

/**
 * check_outbound() - check that a server has one outbound address on each circuit
 * @check: the site and where findings are reported
 */
void check_outbound(struct check *check);

#endif

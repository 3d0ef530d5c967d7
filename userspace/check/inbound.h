/* SPDX-License-Identifier: GPL-2.0 */
/* Circuits that let connections in and have no inbound pool. */
#ifndef ERSYM_CHECK_INBOUND_H
#define ERSYM_CHECK_INBOUND_H

#include "check/context.h"

/**
 * check_inbound_snat() - warn of circuits that let connections in without an inbound pool
 * @check: the site and where findings are reported
 *
 * There is one warning for each circuit and family, at the first such service, or netmap.
 */
void check_inbound_snat(struct check *check);

#endif

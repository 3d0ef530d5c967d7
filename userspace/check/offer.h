/* SPDX-License-Identifier: GPL-2.0 */
/* What services offer on each circuit, compared with each other. */
#ifndef ERSYM_CHECK_OFFER_H
#define ERSYM_CHECK_OFFER_H

#include "check/context.h"

/**
 * check_offers() - check that no two services have the same port of an address
 * @check: the site and where findings are reported
 *
 * A conflict needs the same circuit, address and protocol, and a common port.
 */
void check_offers(struct check *check);

#endif

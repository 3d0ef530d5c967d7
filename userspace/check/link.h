/* SPDX-License-Identifier: GPL-2.0 */
/* Links and their gateways. */
#ifndef ERSYM_CHECK_LINK_H
#define ERSYM_CHECK_LINK_H

#include "check/context.h"

/**
 * check_links() - check that each link can exist and belongs to one circuit
 * @check: the site and where findings are reported
 */
void check_links(struct check *check);

#endif

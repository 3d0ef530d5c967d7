/* SPDX-License-Identifier: GPL-2.0 */
/* The inside addresses that dropping is limited to. */
#ifndef ERSYM_CHECK_ENFORCE_H
#define ERSYM_CHECK_ENFORCE_H

#include "check/context.h"

/**
 * check_enforce() - check that these are addresses of the inside
 * @check: the site and where findings are reported
 */
void check_enforce(struct check *check);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Services. */
#ifndef ERSYM_CHECK_SERVICE_H
#define ERSYM_CHECK_SERVICE_H

#include "check/context.h"

/**
 * check_services() - check each service, and all of them against each other
 * @check: the site, with its pools and inside, and where findings are reported
 */
void check_services(struct check *check);

#endif

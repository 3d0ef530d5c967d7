/* SPDX-License-Identifier: GPL-2.0 */
/* The devices of the inside. */
#ifndef ERSYM_CHECK_INSIDE_DEVICE_H
#define ERSYM_CHECK_INSIDE_DEVICE_H

#include "check/context.h"

/**
 * check_inside_devices() - check that inside devices are no links, and named once
 * @check: the site and where findings are reported
 */
void check_inside_devices(struct check *check);

#endif

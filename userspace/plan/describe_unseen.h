/* SPDX-License-Identifier: GPL-2.0 */
/* Keys of a site that the kernel does not store. */
#ifndef ERSYM_PLAN_DESCRIBE_UNSEEN_H
#define ERSYM_PLAN_DESCRIBE_UNSEEN_H

#include "model/site.h"

/**
 * plan_describe_unseen() - complete what the kernel has by what was applied
 * @site: what plan_describe() made of the kernel; its circuits get their probe and hold-down,
 *	and the default route that a circuit has no part in while it is down
 * @applied: what was last applied; what is taken from it is empty afterwards
 */
void plan_describe_unseen(struct site *site, struct site *applied);

#endif

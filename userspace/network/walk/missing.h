/* SPDX-License-Identifier: GPL-2.0 */
/* Which announcement a device that has no route lacks. */
#ifndef ERSYM_NETWORK_WALK_MISSING_H
#define ERSYM_NETWORK_WALK_MISSING_H

#include "network/route/routes.h"

/**
 * struct missing - an announcement that there is not
 * @prefix: in struct prefix_table; NONE: nothing here has the address
 * @giver: device that has it and should announce it
 * @taker: that should take it from there; NONE: @giver announces it to nobody
 * @why: word of bgp_given() for who refused it; NULL: the session between them is down
 */
struct missing {
	unsigned int prefix;
	unsigned int giver, taker;
	const char *why;
};

/* Looks for the device nearest to @device that has what it lacks. */
void missing_find(const struct routes *routes, unsigned int device, const struct address *address,
		  struct missing *missing);

#endif

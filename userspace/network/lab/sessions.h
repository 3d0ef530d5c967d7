/* SPDX-License-Identifier: GPL-2.0 */
/* The sessions that the routers of a lab have with one another. */
#ifndef ERSYM_NETWORK_LAB_SESSIONS_H
#define ERSYM_NETWORK_LAB_SESSIONS_H

#include "network/lab/lab.h"
#include "network/lab/lines.h"
#include "network/route/routes.h"

/**
 * struct sessions - how they differ from those of the model
 * @missing: a line for each end that is not up, or has not sent or read everything yet
 * @left: a line for each end that is up still
 */
struct sessions {
	struct lines missing, left;
};

/**
 * sessions_observe() - ask every bgpd for its sessions
 * @routes: of the model: what is off is not asked
 * @sessions: written; sessions_free() is due
 *
 * Return: 0, or a negative errno; a message has been printed then.
 */
int sessions_observe(const struct lab *lab, const struct routes *routes,
		     struct sessions *sessions);
void sessions_free(struct sessions *sessions);

/**
 * sessions_compare() - compare the sessions of one device
 * @summary: what its bgpd says to "show bgp ipv4 unicast summary json"
 * @sessions: lines are added
 *
 * Return: 0 or -EIO, if this is no summary.
 */
int sessions_compare(const struct routes *routes, unsigned int device, const char *summary,
		     struct sessions *sessions);

#endif

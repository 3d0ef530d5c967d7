/* SPDX-License-Identifier: GPL-2.0 */
/* Translations one to one. */
#ifndef ERSYM_CHECK_NETMAP_H
#define ERSYM_CHECK_NETMAP_H

#include <stdbool.h>

#include "check/context.h"

/**
 * check_netmaps() - check each netmap, and those of a circuit against each other
 * @check: the site, with its pools and inside, and where findings are reported
 */
void check_netmaps(struct check *check);

/**
 * check_netmap_fits() - check whether a netmap can translate its prefixes
 * @m: the netmap
 *
 * Return: true if both have been read and have the same family and length.
 */
bool check_netmap_fits(const struct netmap *m);

#endif

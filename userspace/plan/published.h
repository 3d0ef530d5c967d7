/* SPDX-License-Identifier: GPL-2.0 */
/* Sets of the nft table that say what is published: services and where they are. */
#ifndef ERSYM_PLAN_PUBLISHED_H
#define ERSYM_PLAN_PUBLISHED_H

#include "plan/nft.h"

/**
 * published_unite() - sorts the elements, and makes those one that say the same
 *
 * The kernel refuses intervals that overlap. Only the last field is an interval.
 */
void published_unite(struct nft_set *set);

/* Whether a set of IFNAME . address . protocol . port has an element of @protocol. */
bool published_has_protocol(const struct nft_set *set, uint8_t protocol);

#endif

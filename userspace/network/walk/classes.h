/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses that all devices treat alike, and every pair of them: what holds for one
 * packet of each pair holds for all packets between hosts.
 */
#ifndef ERSYM_NETWORK_WALK_CLASSES_H
#define ERSYM_NETWORK_WALK_CLASSES_H

#include "network/walk/faults.h"

/**
 * struct address_class - addresses that are in the same prefixes and in the same translations
 * @first: the lowest one
 * @prefix: the longest prefix of struct prefix_table that they are in, or NONE
 * @device: whose hosts have them; NONE: no hosts
 */
struct address_class {
	struct address first;
	unsigned int prefix;
	unsigned int device;
};

struct address_classes {
	struct address_class *v;
	size_t n;
};

void address_classes_find(const struct routes *routes, struct address_classes *classes);
void address_classes_free(struct address_classes *classes);

/**
 * struct pair_totals - what became of all pairs
 * @symmetric: the request and its answer arrive by the same circuits
 * @refused: the request does not arrive
 * @faulty: the answer takes another way or dies, or something goes in a circle
 */
struct pair_totals {
	size_t n, symmetric, refused, faulty;
};

/**
 * pairs_try() - walks a packet of every pair of classes, to every port that is treated apart
 * @report: called for each that is faulty
 */
void pairs_try(const struct routes *routes, const struct address_classes *classes,
	       struct pair_totals *totals,
	       void (*report)(const struct routes *routes, const struct trips *trips,
			      void *context),
	       void *context);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Ranges of addresses, and the prefixes that they are made of. */
#ifndef ERSYM_PLAN_RANGE_H
#define ERSYM_PLAN_RANGE_H

#include "model/address.h"

/** struct range - addresses of one family from @first to @last, both included */
struct range {
	struct address first;
	struct address last;
};

/* The widest prefix that begins where a range does and ends no later. */
void range_prefix(const struct range *range, struct prefix *prefix);

/* Adds the fewest prefixes that are a range together, in order. */
void range_split(const struct range *range, struct prefix_list *list);

/**
 * range_collect() - the addresses of one family in a list, neighbours made one
 * @out: in order, to be freed; NULL if there are none
 *
 * Return: how many
 */
size_t range_collect(const struct prefix_list *list, uint8_t family, struct range **out);

#endif

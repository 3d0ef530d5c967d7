/* SPDX-License-Identifier: GPL-2.0 */
/* Ranges of addresses, and the prefixes that they are made of. */
#ifndef ERSYM_MODEL_RANGE_H
#define ERSYM_MODEL_RANGE_H

#include "model/address.h"

/**
 * struct range - consecutive addresses of one family
 * @first: lowest address
 * @last: highest address, which is part of the range
 */
struct range {
	struct address first;
	struct address last;
};

/**
 * range_parse() - read a range like "20.2.2.3-20.2.2.6"
 * @text: the range
 * @out: the range; unchanged on failure
 *
 * Return: 0; -EINVAL if it is malformed; -ERANGE if the first address is above the last,
 * or of another family.
 */
int range_parse(const char *text, struct range *out);

/**
 * range_prefix() - the widest prefix at the beginning of a range
 * @range: the range
 * @prefix: the prefix is written here
 */
void range_prefix(const struct range *range, struct prefix *prefix);

/**
 * range_split() - append the fewest prefixes that make up a range
 * @range: the range
 * @list: the prefixes are appended in order
 */
void range_split(const struct range *range, struct prefix_list *list);

/**
 * range_collect() - unite the prefixes of a list to ranges
 * @list: the prefixes, in any order
 * @family: AF_INET or AF_INET6; AF_UNSPEC for both, IPv4 first
 * @out: the ranges in order, none next to another; to be freed by the caller;
 *       NULL if there are none
 *
 * Return: the number of ranges.
 */
size_t range_collect(const struct prefix_list *list, uint8_t family, struct range **out);

/**
 * range_leave_out() - take an address out of ranges
 * @ranges: the ranges in order; allocated anew if one is split
 * @n: number of @ranges
 * @address: the address
 *
 * Return: the number of ranges that remain.
 */
size_t range_leave_out(struct range **ranges, size_t n, const struct address *address);

/**
 * ranges_contain() - check whether one of several ranges contains a prefix
 * @ranges: the ranges, as range_collect() returns them
 * @n: number of @ranges
 * @prefix: the prefix
 *
 * Return: true if all addresses of the prefix are in one range.
 */
bool ranges_contain(const struct range *ranges, size_t n, const struct prefix *prefix);

#endif

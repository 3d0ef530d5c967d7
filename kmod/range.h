/* SPDX-License-Identifier: GPL-2.0 */
/* Ranges of IPv4 addresses. */
#ifndef _ERSYM_RANGE_H
#define _ERSYM_RANGE_H

#include <linux/limits.h>
#include <linux/types.h>

/**
 * struct ersym_range - a range of IPv4 addresses
 * @first: lowest address, host byte order
 * @span: distance from the lowest to the highest address
 */
struct ersym_range {
	u32 first;
	u32 span;
};

/* All packets, of IPv6, too: no other range has this span */
#define ERSYM_RANGE_ALL ((struct ersym_range){ .span = U32_MAX })
/* Only the limited broadcast address: packets to it are never judged */
#define ERSYM_RANGE_NONE ((struct ersym_range){ .first = U32_MAX })

/**
 * ersym_range_has() - test whether a range has an address
 * @range: the range
 * @address: the address, host byte order
 *
 * Return: true if it does.
 */
static inline bool ersym_range_has(const struct ersym_range *range, u32 address)
{
	return address - range->first <= range->span;
}

#endif /* _ERSYM_RANGE_H */

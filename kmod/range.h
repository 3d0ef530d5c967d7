/* SPDX-License-Identifier: GPL-2.0 */
/* IPv4 addresses that follow one another. */
#ifndef _ERSYM_RANGE_H
#define _ERSYM_RANGE_H

#include <linux/limits.h>
#include <linux/types.h>

/**
 * struct ersym_range - IPv4 addresses that follow one another
 * @first: the lowest, host byte order
 * @span: how far above it the highest is
 */
struct ersym_range {
	u32 first;
	u32 span;
};

/* All packets: of IPv6, too */
#define ERSYM_RANGE_ALL ((struct ersym_range){ .span = U32_MAX })
/* The limited broadcast: a packet to it is never judged */
#define ERSYM_RANGE_NONE ((struct ersym_range){ .first = U32_MAX })

/**
 * ersym_range_has() - whether an address is one of them
 * @range: where to look
 * @address: host byte order
 *
 * Return: whether it is.
 */
static inline bool ersym_range_has(const struct ersym_range *range, u32 address)
{
	return address - range->first <= range->span;
}

#endif /* _ERSYM_RANGE_H */

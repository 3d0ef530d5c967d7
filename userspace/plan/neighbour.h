/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses of ours that the kernel answers for on a wire, as rtnetlink carries them. */
#ifndef ERSYM_PLAN_NEIGHBOUR_H
#define ERSYM_PLAN_NEIGHBOUR_H

#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>

#include "model/address.h"

/**
 * struct neighbour - a proxy entry of ours
 * @address: the IPv6 address that is answered for; IPv4 needs only a route
 * @device: where it is asked for
 * @silent: the entry exists, but the device has proxy_ndp turned off
 */
struct neighbour {
	struct address address;
	char device[IFNAMSIZ];
	bool silent;
};

/**
 * neighbour_compare() - order two entries by device and address
 * @a: an entry
 * @b: another one
 *
 * Return: negative, zero or positive, as for qsort().
 */
int neighbour_compare(const struct neighbour *a, const struct neighbour *b);

/**
 * neighbour_print() - write an entry as ip(8) takes it, without a line end
 * @neighbour: the entry
 * @out: where to
 */
void neighbour_print(const struct neighbour *neighbour, FILE *out);

#endif

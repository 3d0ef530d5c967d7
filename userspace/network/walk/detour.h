/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a packet takes a longer way than it has to. */
#ifndef ERSYM_NETWORK_WALK_DETOUR_H
#define ERSYM_NETWORK_WALK_DETOUR_H

#include "network/walk/path.h"

/**
 * struct detour - a way and the best that there is instead
 * @fault: 0, FAULT_HAIRPIN or FAULT_FAR
 * @cost: one way, in microseconds; @best of the other
 * @circuit: that it crosses
 * @other: circuit of the best way; NONE: there is no better one
 */
struct detour {
	unsigned int fault;
	uint64_t cost, best;
	unsigned int circuit, other;
};

/**
 * detour_find() - judges the way of a packet that arrived
 *
 * It is a hairpin if it begins and ends in one region, and crosses to another one on
 * our side and back on the other's, or the reverse. It is far if it takes more than
 * half as long again as the best one by a circuit that the sender has a route for.
 */
void detour_find(const struct routes *routes, const struct path *path, struct detour *detour);

/**
 * detour_cost() - what a way from a device to another one would take by a circuit
 * @target: address at the other one, to which the circuit has to lead
 *
 * Whether the first device has routes by the circuit is no matter.
 *
 * Return: one way, in microseconds, or LATENCY_NONE.
 */
uint64_t detour_cost(const struct routes *routes, unsigned int from, unsigned int to,
		     unsigned int circuit, const struct address *target);

#endif

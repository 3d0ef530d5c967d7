/* SPDX-License-Identifier: GPL-2.0 */
/* A list of connections with their circuits. */
#ifndef ERSYM_BACKEND_FLOW_DUMP_H
#define ERSYM_BACKEND_FLOW_DUMP_H

#include <stdint.h>

#include "live/flow.h"

/**
 * typedef flow_dump_fn - take a connection
 * @flow: the connection
 * @data: as given to flow_dump()
 *
 * Return: 0, or -errno, which ends flow_dump()
 */
typedef int (*flow_dump_fn)(const struct flow *flow, void *data);

/**
 * flow_dump() - pass on each connection of the network namespace that a filter admits
 * @mark_mask: bits of the mark that hold the facts; 0: there are none
 * @filter: which connections
 * @take: takes each of them
 * @data: for @take
 *
 * The table changes while it is read: a warning says if connections may be missing. An
 * error is reported on stderr, except what @take returned.
 *
 * Return: 0 or -errno, of @take also
 */
int flow_dump(uint32_t mark_mask, const struct flow_filter *filter, flow_dump_fn take,
	      void *data);

#endif

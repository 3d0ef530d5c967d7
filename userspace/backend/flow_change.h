/* SPDX-License-Identifier: GPL-2.0 */
/* Changes to connections: they are ended, or their marks are converted. */
#ifndef ERSYM_BACKEND_FLOW_CHANGE_H
#define ERSYM_BACKEND_FLOW_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "live/flow.h"
#include "live/names.h"

/**
 * flow_flush() - end the connections that a filter admits and that have facts
 * @mark_mask: bits of the mark that hold the facts; 0: there are none
 * @filter: which connections
 * @ended: how many have been ended
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int flow_flush(uint32_t mark_mask, const struct flow_filter *filter, uint32_t *ended);

/**
 * typedef flow_select_fn - decide whether a connection is to be ended
 * @flow: a connection
 * @data: as given to flow_end()
 *
 * Return: true if it is to be ended
 */
typedef bool (*flow_select_fn)(const struct flow *flow, const void *data);

/**
 * flow_end() - end the connections that a function selects
 * @mark_mask: bits of the mark that hold the facts
 * @selected: selects them
 * @data: for @selected
 * @ended: how many have been ended
 *
 * The kernel removes them from flowtables, too. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int flow_end(uint32_t mark_mask, flow_select_fn selected, const void *data, uint32_t *ended);

/**
 * flow_convert() - convert the marks of all connections to another configuration
 * @from: names and mark mask that were in force until now
 * @to: names and mark mask that are in force now; without circuits, all facts are removed
 *
 * A circuit whose id now means another circuit, or none, is removed from the marks. The
 * module does this by itself; without it, it is due after the configuration has changed.
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int flow_convert(const struct names *from, const struct names *to);

#endif

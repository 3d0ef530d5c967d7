/* SPDX-License-Identifier: GPL-2.0 */
/* Connections with their circuits. */
#ifndef ERSYM_LIVE_FLOW_H
#define ERSYM_LIVE_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "model/address.h"

/**
 * struct flow - a connection
 * @protocol: layer 4 protocol number
 * @source: of its first packet, as the initiator sent it
 * @destination: likewise
 * @sport: host byte order; -1: the protocol has no ports
 * @dport: likewise
 * @nat_source: what @source was translated to; family 0: it was not
 * @nat_destination: likewise
 * @nat_sport: the port with @nat_source
 * @nat_dport: the port with @nat_destination
 * @in: circuit id, ERSYM_CIRCUIT_UNKNOWN or ERSYM_CIRCUIT_INSIDE
 * @out: likewise
 * @stray: likewise
 * @mark: the whole mark
 */
struct flow {
	uint8_t protocol;
	struct address source;
	struct address destination;
	int sport;
	int dport;
	struct address nat_source;
	struct address nat_destination;
	int nat_sport;
	int nat_dport;
	uint32_t in;
	uint32_t out;
	uint32_t stray;
	uint32_t mark;
};

/**
 * struct flow_filter - a selection of connections, all conditions of which must hold
 * @in: circuit id or ERSYM_CIRCUIT_INSIDE; ERSYM_CIRCUIT_UNKNOWN: any
 * @out: likewise
 * @strayed: only connections that have strayed
 */
struct flow_filter {
	uint32_t in;
	uint32_t out;
	bool strayed;
};

/**
 * flow_matches() - find out whether a filter admits a connection
 * @flow: the connection
 * @filter: the filter
 *
 * Return: true if it does
 */
bool flow_matches(const struct flow *flow, const struct flow_filter *filter);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Events of the kernel module. */
#ifndef ERSYM_LIVE_EVENT_H
#define ERSYM_LIVE_EVENT_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "live/circuit.h"
#include "model/address.h"

/**
 * enum event_type - what happened
 * @EVENT_VIOLATION: a packet was on another circuit than expected
 * @EVENT_LINK: a link was added, removed, or changed its state
 * @EVENT_LOST: events were lost, because they were not read fast enough
 */
enum event_type {
	EVENT_VIOLATION,
	EVENT_LINK,
	EVENT_LOST,
};

/**
 * struct violation_event - a violation
 * @kind: an enum ersym_kind
 * @expected: circuit id, ERSYM_CIRCUIT_UNKNOWN or ERSYM_CIRCUIT_INSIDE
 * @actual: likewise
 * @verdict: an enum ersym_verdict
 * @device: name of the device that the packet was on
 * @protocol: layer 4 protocol number
 * @source: as the packet carries it; family 0: unknown
 * @destination: likewise
 * @sport: host byte order; -1: the protocol has no ports
 * @dport: likewise
 * @suppressed: number of earlier events that the rate limit suppressed
 * @time: nanoseconds since the epoch
 * @way_gone: the packet was pinned to @expected, no link of which was running
 */
struct violation_event {
	uint32_t kind;
	uint32_t expected;
	uint32_t actual;
	uint32_t verdict;
	char device[IFNAMSIZ];
	uint8_t protocol;
	struct address source;
	struct address destination;
	int sport;
	int dport;
	uint64_t suppressed;
	uint64_t time;
	bool way_gone;
};

/**
 * struct event - an event
 * @type: what happened
 * @generation: of the configuration that the ids belong to; 0 for EVENT_LOST
 * @violation: of EVENT_VIOLATION
 * @link: of EVENT_LINK: a circuit with that one link
 */
struct event {
	enum event_type type;
	uint32_t generation;
	struct violation_event violation;
	struct circuit_state link;
};

/**
 * event_free() - free what an event holds
 * @event: the event
 */
void event_free(struct event *event);

#endif

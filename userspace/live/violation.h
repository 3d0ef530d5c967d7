/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of violations. */
#ifndef ERSYM_LIVE_VIOLATION_H
#define ERSYM_LIVE_VIOLATION_H

#include <stddef.h>
#include <stdint.h>

/* The counter of an engine that cannot know it. */
#define WAY_GONE_UNKNOWN UINT64_MAX

/**
 * struct violation - counters of one kind and pair of circuits
 * @kind: an enum ersym_kind
 * @expected: circuit id, ERSYM_CIRCUIT_UNKNOWN or ERSYM_CIRCUIT_INSIDE
 * @actual: likewise
 * @packets: packets
 * @bytes: their bytes
 * @connections: how often a connection strayed to @actual
 * @way_gone: packets that were pinned to @expected while no link of it was running, or
 *            WAY_GONE_UNKNOWN
 */
struct violation {
	uint32_t kind;
	uint32_t expected;
	uint32_t actual;
	uint64_t packets;
	uint64_t bytes;
	uint64_t connections;
	uint64_t way_gone;
};

/* struct violations - a list of counters */
struct violations {
	struct violation *v;
	size_t n;
};

/**
 * violations_sort() - sort by kind, then expected, then actual circuit; the inside is last
 * @list: the list
 */
void violations_sort(struct violations *list);

/**
 * violations_free() - free a list
 * @list: the list; empty afterwards
 */
void violations_free(struct violations *list);

#endif

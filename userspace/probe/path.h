/* SPDX-License-Identifier: GPL-2.0 */
/* One address that is probed by one link: which probes are unanswered. */
#ifndef ERSYM_PROBE_PATH_H
#define ERSYM_PROBE_PATH_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/address.h"

/**
 * struct probe_path - an address and a link
 * @to: the address
 * @link: name of the link
 * @index: index of the link; 0: it does not exist
 * @id: identifier of all its probes, which no other path has
 * @sequence: sequence number of the latest probe
 * @unanswered: bit N: the probe with @sequence - N was sent and not answered
 * @err: what prevented the latest probe; 0: it was sent
 */
struct probe_path {
	struct address to;
	char link[IFNAMSIZ];
	int index;
	uint16_t id;
	uint16_t sequence;
	uint64_t unanswered;
	int err;
};

/**
 * probe_window() - compute how many probes of a path wait for an answer at a time
 * @every: milliseconds from one probe to the next
 *
 * An answer counts for two seconds, or until the next probe.
 *
 * Return: 1 to 64.
 */
unsigned int probe_window(uint32_t every);

/**
 * probe_path_next() - begin another probe
 * @path: the path, whose sequence number is that of the probe afterwards
 */
void probe_path_next(struct probe_path *path);

/**
 * probe_path_sent() - note that the probe was sent
 * @path: the path
 */
void probe_path_sent(struct probe_path *path);

/**
 * probe_path_answered() - note an answer
 * @path: the path
 * @sequence: sequence number of the answer
 * @window: number of probes whose answers count
 *
 * Return: true if it counts; false if it is a duplicate, too late, or no probe's.
 */
bool probe_path_answered(struct probe_path *path, uint16_t sequence, unsigned int window);

#endif

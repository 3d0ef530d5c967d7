/* SPDX-License-Identifier: GPL-2.0 */
/* State of circuits and their links. */
#ifndef ERSYM_LIVE_CIRCUIT_H
#define ERSYM_LIVE_CIRCUIT_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ersym.h>

#include "plan/condition.h"

/**
 * struct link_state - state of a link
 * @device: its name
 * @present: the device exists in this network namespace
 * @running: the device is up and has a carrier
 * @missing: a route or rule for it that was applied is in force no more
 */
struct link_state {
	char device[IFNAMSIZ];
	bool present;
	bool running;
	bool missing;
};

/**
 * struct circuit_state - state of a circuit
 * @id: in marks
 * @name: as configured
 * @public_only: it carries only public addresses
 * @link: its links; none if it is remote
 * @n_link: number of links
 * @known: its condition is known: @down, @reason, @since and @why
 * @down: it is down
 * @reason: an enum reason
 * @since: nanoseconds since the epoch; 0: unknown
 * @why: the reason that was given when the state was set; may be empty
 * @born_in: connections whose first packet came in on it
 * @born_out: connections whose first packet left by it
 */
struct circuit_state {
	uint32_t id;
	char name[ERSYM_NAME_MAX + 1];
	bool public_only;
	struct link_state *link;
	size_t n_link;
	bool known;
	bool down;
	enum reason reason;
	uint64_t since;
	char why[WHY_SIZE];
	uint64_t born_in;
	uint64_t born_out;
};

/* struct circuit_states - states of all circuits */
struct circuit_states {
	struct circuit_state *v;
	size_t n;
};

/**
 * circuit_state_free() - free the links of a circuit
 * @circuit: the circuit; all zero afterwards
 */
void circuit_state_free(struct circuit_state *circuit);

/**
 * circuit_states_free() - free all circuits of a list
 * @list: the list; empty afterwards
 */
void circuit_states_free(struct circuit_states *list);

#endif

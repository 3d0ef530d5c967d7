/* SPDX-License-Identifier: GPL-2.0 */
/* Which circuits are down: by their links, by their probe, or not up again for long enough. */
#ifndef ERSYM_RUN_CIRCUITS_H
#define ERSYM_RUN_CIRCUITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ersym.h>

#include "plan/device.h"
#include "probe/hold.h"
#include "run/causes.h"
#include "run/prober.h"

struct circuit;
struct site;

/**
 * struct followed - a circuit that has a probe or hold-down
 * @id: its id
 * @name: its name
 * @hold_down: milliseconds that it must work again before it is up
 * @running: one of its links is running
 * @hold: its state
 * @since: since when it is down, in seconds since 1970
 * @why: why it is down; NULL if it never was
 * @by_probe: @why is its probe
 */
struct followed {
	uint32_t id;
	char name[ERSYM_NAME_MAX + 1];
	uint32_t hold_down;
	bool running;
	struct hold hold;
	int64_t since;
	char *why;
	bool by_probe;
};

/**
 * struct circuits - the circuits that are followed
 * @v: the circuits
 * @n: number of @v
 * @prober: probes them
 */
struct circuits {
	struct followed *v;
	size_t n;
	struct prober prober;
};

/**
 * circuits_open() - begin without a circuit
 * @circuits: written; commands take all for up
 */
void circuits_open(struct circuits *circuits);

/**
 * circuits_close() - follow no circuit any more
 * @circuits: the circuits, all of which are up for commands afterwards
 */
void circuits_close(struct circuits *circuits);

/**
 * circuits_follows() - check whether a circuit is one to follow
 * @circuit: the circuit
 *
 * Return: true if it has a probe or hold-down.
 */
bool circuits_follows(const struct circuit *circuit);

/**
 * circuits_follow() - follow the circuits of a site that have a probe or hold-down
 * @circuits: the circuits; those that were followed before keep their state
 * @site: the site
 * @devices: the links of these circuits, as observed
 * @now: the time in milliseconds, of a clock that never jumps
 */
void circuits_follow(struct circuits *circuits, const struct site *site,
		     const struct devices *devices, uint64_t now);

/**
 * circuits_wait() - compute how long to wait until there is something to do
 * @circuits: the circuits
 * @now: the time
 *
 * Return: milliseconds; 0: call circuits_work() now; -1: until a probe is answered
 */
int circuits_wait(const struct circuits *circuits, uint64_t now);

/**
 * circuits_work() - take answers, send probes, and update the states by the time
 * @circuits: the circuits
 * @now: the time
 * @causes: gets why circuits went down or came up
 *
 * Return: true if any did, so that a look is necessary.
 */
bool circuits_work(struct circuits *circuits, uint64_t now, struct causes *causes);

#endif

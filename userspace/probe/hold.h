/* SPDX-License-Identifier: GPL-2.0 */
/* Hold-down: a circuit that works again is up only after a time without a failure. */
#ifndef ERSYM_PROBE_HOLD_H
#define ERSYM_PROBE_HOLD_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct hold - the state of a circuit; times are in milliseconds, of a clock that never jumps
 * @known: the state has been seen at least once
 * @works: the circuit works, as far as can be seen
 * @up: it is up: it works, and has worked for long enough
 * @due: when it is up, if it works and is not up yet
 */
struct hold {
	bool known;
	bool works;
	bool up;
	uint64_t due;
};

/**
 * hold_update() - update the state by whether the circuit works, and by the time
 * @hold: the state
 * @works: the circuit works; the first time, it is up at once
 * @now: the time
 * @hold_down: how long it must work without an interruption to be up again
 *
 * Return: true if @up has changed, which it has not the first time if the circuit works.
 */
bool hold_update(struct hold *hold, bool works, uint64_t now, uint32_t hold_down);

/**
 * hold_wait() - compute how long to wait until the circuit is up
 * @hold: the state
 * @now: the time
 *
 * Return: milliseconds; 0: call hold_update() now; -1: time alone changes nothing.
 */
int hold_wait(const struct hold *hold, uint64_t now);

#endif

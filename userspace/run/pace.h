/* SPDX-License-Identifier: GPL-2.0 */
/* When the service looks at the host: soon after a change, and not too often. */
#ifndef ERSYM_RUN_PACE_H
#define ERSYM_RUN_PACE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct pace - changes and looks; times are in milliseconds, of a clock that never jumps
 * @pending: there was a change since the last look
 * @due: when to look, if @pending
 * @earliest: no look before this
 * @interval: least time from the last look to the next one
 */
struct pace {
	bool pending;
	uint64_t due;
	uint64_t earliest;
	unsigned int interval;
};

/**
 * pace_change() - note a change
 * @pace: the pace
 * @now: the time
 *
 * More changes may come, so that the look is after a pause, which further changes do not
 * prolong.
 */
void pace_change(struct pace *pace, uint64_t now);

/**
 * pace_wait() - how long to wait for the next look
 * @pace: the pace
 * @now: the time
 *
 * Return: milliseconds; 0: look now; -1: until there is a change
 */
int pace_wait(const struct pace *pace, uint64_t now);

/**
 * pace_looked() - note that a look is complete
 * @pace: the pace
 * @now: the time
 * @mended: the look found something to mend: if that goes on, another program undoes it each
 *	time, and looks become rarer, up to what still mends within a second
 */
void pace_looked(struct pace *pace, uint64_t now, bool mended);

#endif

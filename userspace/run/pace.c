// SPDX-License-Identifier: GPL-2.0
#include "run/pace.h"

#define PAUSE 100
#define INTERVAL_MIN 250
#define INTERVAL_MAX 800

void pace_change(struct pace *pace, uint64_t now)
{
	if (pace->pending)
		return;
	pace->pending = true;
	pace->due = now + PAUSE;
	if (pace->due < pace->earliest)
		pace->due = pace->earliest;
}

int pace_wait(const struct pace *pace, uint64_t now)
{
	if (!pace->pending)
		return -1;
	return pace->due > now ? (int)(pace->due - now) : 0;
}

void pace_looked(struct pace *pace, uint64_t now, bool mended)
{
	if (!mended || !pace->interval)
		pace->interval = INTERVAL_MIN;
	else
		pace->interval *= 2;
	if (pace->interval > INTERVAL_MAX)
		pace->interval = INTERVAL_MAX;
	pace->pending = false;
	pace->earliest = now + pace->interval;
}

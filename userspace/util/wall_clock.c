// SPDX-License-Identifier: GPL-2.0
#include "util/wall_clock.h"

#include <time.h>

uint64_t wall_clock_nsec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

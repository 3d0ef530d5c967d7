/* SPDX-License-Identifier: GPL-2.0 */
/* The time of day. */
#ifndef ERSYM_UTIL_WALL_CLOCK_H
#define ERSYM_UTIL_WALL_CLOCK_H

#include <stdint.h>

/**
 * wall_clock_nsec() - read the clock that the administrator sets
 *
 * Return: nanoseconds since the epoch
 */
uint64_t wall_clock_nsec(void);

#endif

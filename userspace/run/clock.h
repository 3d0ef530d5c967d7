/* SPDX-License-Identifier: GPL-2.0 */
/* The time of the service, by a clock that never jumps. */
#ifndef ERSYM_RUN_CLOCK_H
#define ERSYM_RUN_CLOCK_H

#include <stdint.h>

/**
 * now_usec() - read the clock
 *
 * Return: microseconds
 */
uint64_t now_usec(void);

/**
 * now_msec() - read the clock
 *
 * Return: milliseconds
 */
uint64_t now_msec(void);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Time by a clock that never jumps, and what to wait for. */
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

/**
 * sooner() - the time to wait for either of two
 * @a: milliseconds; -1: unknown
 * @b: likewise
 *
 * Return: the lower one that is known; -1 if none is
 */
int sooner(int a, int b);

#endif

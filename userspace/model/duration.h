/* SPDX-License-Identifier: GPL-2.0 */
/* Lengths of time: "500ms", "10s", "2m". */
#ifndef ERSYM_MODEL_DURATION_H
#define ERSYM_MODEL_DURATION_H

#include <stdint.h>

#define DURATION_STRLEN 16 /* the highest number, the unit, NUL */

/**
 * duration_parse() - read a length of time
 * @text: a number without leading zeroes, and its unit: ms, s or m
 * @msec: written: milliseconds; unchanged on failure
 *
 * Return: 0; -EINVAL if @text is none, or too long for 32 bits.
 */
int duration_parse(const char *text, uint32_t *msec);

/**
 * duration_format() - write a length of time in the largest unit that has no fraction
 * @msec: milliseconds
 * @buf: the text is written here
 *
 * Return: @buf.
 */
const char *duration_format(uint32_t msec, char buf[static DURATION_STRLEN]);

#endif

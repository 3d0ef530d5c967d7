/* SPDX-License-Identifier: GPL-2.0 */
/* The table of checks. */
#ifndef ERSYM_DOCTOR_CHECK_H
#define ERSYM_DOCTOR_CHECK_H

#include <stddef.h>

#include "doctor/examination.h"

/**
 * struct check - a probe for one thing that can be wrong
 * @code: of what it finds; a stable word for programs
 * @why: what follows from it, a sentence without a full stop
 * @function: makes the check: it reports each finding, or that it could not look
 */
struct check {
	const char *code;
	const char *why;
	void (*function)(struct examination *x);
};

/**
 * checks() - return the table
 * @n: written: number of checks
 *
 * Return: the checks, in the order in which they are made.
 */
const struct check *checks(size_t *n);

#endif

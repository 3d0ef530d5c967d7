/* SPDX-License-Identifier: GPL-2.0 */
/* The mark mask. */
#ifndef ERSYM_CHECK_MARK_H
#define ERSYM_CHECK_MARK_H

#include <stdint.h>

#include "check/context.h"

/**
 * check_mark() - check that the mark mask has room for three fields
 * @check: the site and where findings are reported
 *
 * Return: the highest circuit id that the mask has room for; ERSYM_CIRCUIT_MAX
 * if the mask is unusable.
 */
uint32_t check_mark(struct check *check);

#endif

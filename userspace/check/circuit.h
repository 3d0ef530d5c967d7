/* SPDX-License-Identifier: GPL-2.0 */
/* Circuits and their ids. */
#ifndef ERSYM_CHECK_CIRCUIT_H
#define ERSYM_CHECK_CIRCUIT_H

#include <stdint.h>

#include "check/context.h"

/**
 * check_circuits() - check each circuit, and that ids are unique and fit the mark
 * @check: the site and where findings are reported
 * @id_max: the highest id, as check_mark() returns it
 */
void check_circuits(struct check *check, uint32_t id_max);

#endif

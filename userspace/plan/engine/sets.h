/* SPDX-License-Identifier: GPL-2.0 */
/* Sets that the rules of the engine look up, and those that packets fill. */
#ifndef ERSYM_PLAN_ENGINE_SETS_H
#define ERSYM_PLAN_ENGINE_SETS_H

#include "plan/engine/table.h"

/**
 * engine_sets() - add all sets of the engine
 * @p: the table
 */
void engine_sets(const struct engine_table *p);

#endif

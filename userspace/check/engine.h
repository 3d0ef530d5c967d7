/* SPDX-License-Identifier: GPL-2.0 */
/* The engine, and what only one of the engines can do. */
#ifndef ERSYM_CHECK_ENGINE_H
#define ERSYM_CHECK_ENGINE_H

#include "check/context.h"

/**
 * check_engine() - check that the engine has something to work on
 * @check: the site and where findings are reported
 */
void check_engine(struct check *check);

/**
 * check_offload() - check that the engine can offload connections
 * @check: the site and where findings are reported
 */
void check_offload(struct check *check);

#endif

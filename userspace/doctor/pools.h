/* SPDX-License-Identifier: GPL-2.0 */
/* Whether answers to the pools arrive. */
#ifndef ERSYM_DOCTOR_POOLS_H
#define ERSYM_DOCTOR_POOLS_H

#include "doctor/examination.h"

/**
 * doctor_pool_unanswered() - report pools to which no connection has had an answer
 * @x: the examination
 *
 * The host cannot see the far side's routes: connections show whether it has one.
 */
void doctor_pool_unanswered(struct examination *x);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Whether what was applied is in force, and stays so. */
#ifndef ERSYM_DOCTOR_IN_FORCE_H
#define ERSYM_DOCTOR_IN_FORCE_H

#include "doctor/examination.h"

/**
 * doctor_not_applied() - report a file that differs from what was applied
 * @x: the examination
 */
void doctor_not_applied(struct examination *x);

/**
 * doctor_not_in_force() - report that something that was applied is missing
 * @x: the examination
 */
void doctor_not_in_force(struct examination *x);

/**
 * doctor_service_stopped() - report that no "ersym run" keeps it in force
 * @x: the examination
 */
void doctor_service_stopped(struct examination *x);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What is wrong with the configuration file, and what apply warns of. */
#ifndef ERSYM_DOCTOR_PLANNED_H
#define ERSYM_DOCTOR_PLANNED_H

#include "doctor/examination.h"

/**
 * doctor_config() - report what is wrong with the configuration file
 * @x: the examination
 */
void doctor_config(struct examination *x);

/**
 * doctor_planned() - report the warnings of apply that have the code of the check
 * @x: the examination
 */
void doctor_planned(struct examination *x);

#endif

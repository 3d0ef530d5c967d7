/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel module. */
#ifndef ERSYM_DOCTOR_MODULE_H
#define ERSYM_DOCTOR_MODULE_H

#include "doctor/examination.h"

/**
 * doctor_module_missing() - report that the module is needed and not loaded
 * @x: the examination
 */
void doctor_module_missing(struct examination *x);

/**
 * doctor_module_older() - report a module that lacks requests of this command
 * @x: the examination
 */
void doctor_module_older(struct examination *x);

/**
 * doctor_module_tainted() - report a module that is not signed, or was loaded by force
 * @x: the examination
 */
void doctor_module_tainted(struct examination *x);

#endif

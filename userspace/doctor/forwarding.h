/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the host forwards packets. */
#ifndef ERSYM_DOCTOR_FORWARDING_H
#define ERSYM_DOCTOR_FORWARDING_H

#include "doctor/examination.h"

/**
 * doctor_forwarding() - report devices that do not forward, or that none does
 * @x: the examination
 */
void doctor_forwarding(struct examination *x);

#endif

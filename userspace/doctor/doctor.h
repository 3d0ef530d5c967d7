/* SPDX-License-Identifier: GPL-2.0 */
/* All checks of this host. */
#ifndef ERSYM_DOCTOR_DOCTOR_H
#define ERSYM_DOCTOR_DOCTOR_H

#include "live/finding.h"

/**
 * doctor() - examine this host
 * @file: the configuration file
 * @findings: written, sorted, to be freed with findings_free()
 *
 * It changes nothing.
 */
void doctor(const char *file, struct findings *findings);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses that circuits are probed at. */
#ifndef ERSYM_CHECK_PROBE_H
#define ERSYM_CHECK_PROBE_H

#include "check/context.h"

/**
 * check_probes() - check that the addresses can answer by their circuit
 * @check: the site and where findings are reported
 */
void check_probes(struct check *check);

#endif

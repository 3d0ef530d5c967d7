/* SPDX-License-Identifier: GPL-2.0 */
/* Why packets are on a wrong circuit, as far as the configuration shows. */
#ifndef ERSYM_LIVE_CAUSE_H
#define ERSYM_LIVE_CAUSE_H

#include "live/names.h"
#include "live/violation.h"

/**
 * violation_cause() - describe the likely cause of violations of a kind and pair
 * @v: the kind and the pair of circuits
 * @names: of the circuits, with their pools
 *
 * Return: a sentence without a full stop, to be freed by the caller; NULL for a kind that is
 * not known.
 */
char *violation_cause(const struct violation *v, const struct names *names);

/**
 * violation_next_step() - describe what to look at, or to change
 * @v: the kind and the pair of circuits
 * @names: of the circuits
 *
 * Return: as violation_cause()
 */
char *violation_next_step(const struct violation *v, const struct names *names);

#endif

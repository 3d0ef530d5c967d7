/* SPDX-License-Identifier: GPL-2.0 */
/* Routing rules of other programs that conflict with ours. */
#ifndef ERSYM_PLAN_CONFLICT_H
#define ERSYM_PLAN_CONFLICT_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/state.h"

/**
 * plan_conflicts() - report routing rules of other programs that match our mark bits
 * @site: with the mark mask
 * @observed: with the rules of other programs
 * @diags: gets an error for each rule that matches a mark of ours, and a
 *         warning for each that requires bits of ours to be zero
 */
void plan_conflicts(const struct site *site, const struct state *observed,
		    struct diagnostics *diags);

/**
 * plan_conflicts_marks() - report what other programs do with bits of the mark mask
 * @site: with the mark mask
 * @observed: with the uses of marks, but for routing rules
 * @diags: gets an error for what writes the circuits of connections, and a warning for
 *         what writes or matches the bits of packets
 */
void plan_conflicts_marks(const struct site *site, const struct state *observed,
			  struct diagnostics *diags);

/**
 * plan_conflicts_order() - report routing rules of other programs that precede ours
 * @site: with the mark mask
 * @observed: with the rules of other programs
 * @diags: gets a warning for each rule that packets with a routing mark can match
 */
void plan_conflicts_order(const struct site *site, const struct state *observed,
			  struct diagnostics *diags);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What was applied, and is in force no more. */
#ifndef ERSYM_TRANSACTION_MISSING_H
#define ERSYM_TRANSACTION_MISSING_H

#include "live/circuit.h"
#include "model/site.h"
#include "plan/state.h"
#include "transaction/kernel.h"

/**
 * missing_observe() - compare the routes and rules of circuits with what a site asks for
 * @site: what was last applied
 * @list: circuits in force, whose links are marked if any of their routes or rules is missing;
 *	  their conditions are written
 *
 * It needs no privilege. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int missing_observe(const struct site *site, struct circuit_states *list);

/**
 * missing_mark() - mark the links that lack a route or rule
 * @observed: the routes and rules as observed, sorted
 * @desired: as they should be, sorted
 * @list: circuits in force
 */
void missing_mark(const struct state *observed, const struct state *desired,
		  struct circuit_states *list);

/**
 * missing_count() - count what the kernel lacks of a site
 * @kernel: connections that are open
 * @site: what was last applied
 * @observed: the state as observed
 * @n: written: the number of things that would be added or changed; what would be deleted
 *     does not count
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int missing_count(struct kernel *kernel, const struct site *site, const struct state *observed,
		  size_t *n);

/**
 * missing_difference() - count in what a site differs from another plan, not from the kernel
 * @kernel: connections that are open
 * @site: what was last applied
 * @observed: the state as observed
 * @other: the state that the other plan leads to
 * @n: written
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int missing_difference(struct kernel *kernel, const struct site *site,
		       const struct state *observed, const struct state *other, size_t *n);

#endif

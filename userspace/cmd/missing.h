/* SPDX-License-Identifier: GPL-2.0 */
/* What was last applied, compared with what is in force. */
#ifndef ERSYM_CMD_MISSING_H
#define ERSYM_CMD_MISSING_H

#include "live/circuit.h"
#include "plan/state.h"
#include "transaction/kernel.h"

/**
 * missing_links_find() - mark the links of circuits that lack a route, and say nothing of it
 * @list: circuits in force
 *
 * Nothing is marked if it is not known what was applied. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int missing_links_find(struct circuit_states *list);

/**
 * missing_links() - mark the links of circuits that lack a route that was applied
 * @list: circuits in force
 *
 * Nothing is marked if it is not known what was applied. An error is reported on stderr, and
 * so are other programs that translate connections before ersym does.
 *
 * Return: 0, or -errno; -ENOLINK if a route is missing, which is reported as well
 */
int missing_links(struct circuit_states *list);

/**
 * missing_anything() - look whether anything that was applied is missing
 * @kernel: connections that are open
 * @observed: the state as observed
 *
 * Nothing is missing if it is not known what was applied. An error is reported on stderr.
 *
 * Return: 0, or -errno; -ENOLINK if something is missing, which is reported as well
 */
int missing_anything(struct kernel *kernel, const struct state *observed);

#endif

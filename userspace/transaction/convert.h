/* SPDX-License-Identifier: GPL-2.0 */
/* Marks of connections, when the configuration changes. */
#ifndef ERSYM_TRANSACTION_CONVERT_H
#define ERSYM_TRANSACTION_CONVERT_H

#include <stdbool.h>

#include "live/names.h"
#include "plan/state.h"

/**
 * struct names_change - names that connections carry in their marks
 * @before: names that were in force
 * @after: names that are to be in force
 */
struct names_change {
	struct names before;
	struct names after;
};

/**
 * names_change_init() - find out whether a change leaves marks to be converted
 * @change: written, to be freed with names_change_free()
 * @before: the state before the change; only with the nftables engine is there work to do,
 *	as the module converts marks by itself
 * @after: the state that is in force after it
 *
 * Return: true if there are.
 */
bool names_change_init(struct names_change *change, const struct state *before,
		       const struct state *after);

/**
 * names_change_free() - free the names
 * @change: the change
 */
void names_change_free(struct names_change *change);

/**
 * convert_connections() - remove circuits that no longer exist from the marks of connections
 * @change: the names
 *
 * An error is reported on stderr, with the command that repairs it.
 *
 * Return: 0 or -errno
 */
int convert_connections(const struct names_change *change);

/**
 * convert_rest() - convert what an earlier change left when it was interrupted
 * @observed: the state that is in force
 *
 * An error is reported on stderr, with the command that repairs it.
 *
 * Return: 0 or -errno
 */
int convert_rest(const struct state *observed);

#endif

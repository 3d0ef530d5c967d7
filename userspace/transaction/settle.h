/* SPDX-License-Identifier: GPL-2.0 */
/* What follows for connections when circuits have gone down. */
#ifndef ERSYM_TRANSACTION_SETTLE_H
#define ERSYM_TRANSACTION_SETTLE_H

#include "live/transition.h"
#include "model/site.h"
#include "plan/condition.h"
#include "plan/circuit_record.h"

/**
 * circuits_settle() - act on the conditions of circuits, once for each change
 * @site: what is in force, planned with @conditions
 * @conditions: the conditions
 * @unsaved: conditions that were acted on, and could not be kept on disk
 * @transitions: circuits that went down, or are up again, are appended
 *
 * Connections of a circuit that went down are ended, if the site says so. The condition is
 * kept on disk afterwards, so that a process that is killed leaves the rest to the next one.
 * Each change is an event. A circuit without a record was up. An error is reported
 * on stderr.
 *
 * Return: 0 or -errno
 */
int circuits_settle(const struct site *site, const struct conditions *conditions,
		    struct circuit_records *unsaved, struct transitions *transitions);

#endif

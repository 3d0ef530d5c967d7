/* SPDX-License-Identifier: GPL-2.0 */
/* Lines and events of the service about what it changed. */
#ifndef ERSYM_RUN_REPORT_H
#define ERSYM_RUN_REPORT_H

#include "live/transition.h"
#include "model/site.h"
#include "plan/operation.h"

/**
 * report_mended() - write a line and send an event for each change
 * @site: what is in force
 * @operations: the changes; of many, some are written, and their number
 * @cause: why
 */
void report_mended(const struct site *site, const struct operations *operations,
		   const char *cause);

/**
 * report_transitions() - write a line for each change of a circuit or link
 * @transitions: the changes; those of links become events, too
 */
void report_transitions(const struct transitions *transitions);

/**
 * report_subject() - find out which circuit and link a change is about
 * @site: what is in force
 * @o: the change
 * @circuit: written: name of the circuit; NULL: none, or several
 * @link: written: name of the link; NULL: none, or several
 */
void report_subject(const struct site *site, const struct operation *o, const char **circuit,
		    const char **link);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What "ersym doctor" has found, and what it could not look at. */
#ifndef ERSYM_LIVE_FINDING_H
#define ERSYM_LIVE_FINDING_H

#include <stddef.h>

#include "model/diagnostic.h"

/**
 * struct finding - something that is wrong on this host
 * @severity: how bad it is
 * @code: a stable word for programs, e.g. "rp-filter"
 * @where: the device, rule, chain or file that it is about
 * @text: what is wrong, a sentence without a full stop
 * @why: what follows from it, a sentence without a full stop
 * @command: the command that mends it
 */
struct finding {
	enum severity severity;
	const char *code;
	char *where;
	char *text;
	const char *why;
	char *command;
};

/**
 * struct unchecked - a check that could not be made
 * @code: of the finding that it looks for
 * @reason: why not
 */
struct unchecked {
	const char *code;
	char *reason;
};

/**
 * struct findings - the result of all checks
 * @v: what was found; errors come first once sorted
 * @n: number of @v
 * @unchecked: checks that could not be made
 * @n_unchecked: number of @unchecked
 * @n_check: number of checks that were made
 */
struct findings {
	struct finding *v;
	size_t n;
	struct unchecked *unchecked;
	size_t n_unchecked;
	size_t n_check;
};

/**
 * findings_add() - add a finding
 * @list: the findings
 * @finding: its strings, but for @code and @why, are freed with the list
 */
void findings_add(struct findings *list, const struct finding *finding);

/**
 * findings_skip() - add a check that could not be made
 * @list: the findings
 * @code: of the finding that the check looks for
 * @reason: why not; copied
 */
void findings_skip(struct findings *list, const char *code, const char *reason);

/**
 * findings_sort() - sort findings by severity
 * @list: the findings; those of one severity keep their order
 */
void findings_sort(struct findings *list);

/**
 * findings_count() - count the findings of a severity
 * @list: the findings
 * @severity: the severity
 *
 * Return: how many there are.
 */
size_t findings_count(const struct findings *list, enum severity severity);

/**
 * findings_free() - free all findings
 * @list: the findings; it is empty afterwards
 */
void findings_free(struct findings *list);

#endif

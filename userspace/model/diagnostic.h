/* SPDX-License-Identifier: GPL-2.0 */
/* What is wrong with a configuration, and where. */
#ifndef ERSYM_MODEL_DIAGNOSTIC_H
#define ERSYM_MODEL_DIAGNOSTIC_H

#include <stddef.h>

#include "model/location.h"

enum severity {
	SEVERITY_ERROR,
	SEVERITY_WARNING,
	SEVERITY_NOTE,
};

/**
 * struct diagnostic - one finding
 * @severity: error, warning or note
 * @at: where in the file
 * @code: a stable word for programs, e.g. "pool-overlap"
 * @message: what is wrong and what to do, one line, without a full stop
 * @subject: what it is about other than a place in the file, e.g. "device us-pri"; or NULL
 * @command: a shell command that mends it; or NULL
 * @edit: a script for sed(1) that mends the file; or NULL
 */
struct diagnostic {
	enum severity severity;
	struct location at;
	const char *code;
	char *message;
	char *subject;
	char *command;
	char *edit;
};

/**
 * struct diagnostics - all findings
 * @v: findings, in the order in which they were added unless sorted
 * @n: number of @v
 * @n_error: number of errors among them
 */
struct diagnostics {
	struct diagnostic *v;
	size_t n;
	size_t n_error;
};

/**
 * diagnostics_add() - add a finding
 * @list: the findings
 * @severity: error or warning
 * @at: where in the file
 * @code: a stable word for programs, a constant
 * @format: message, as for printf()
 */
__attribute__((format(printf, 5, 6)))
void diagnostics_add(struct diagnostics *list, enum severity severity, struct location at,
		     const char *code, const char *format, ...);

/**
 * diagnostics_subject() - set what the finding that was added last is about
 * @list: the findings
 * @format: as for printf(): "device us-pri"
 */
__attribute__((format(printf, 2, 3)))
void diagnostics_subject(struct diagnostics *list, const char *format, ...);

/**
 * diagnostics_command() - set the command that mends the finding that was added last
 * @list: the findings
 * @format: a shell command, as for printf()
 */
__attribute__((format(printf, 2, 3)))
void diagnostics_command(struct diagnostics *list, const char *format, ...);

/**
 * diagnostics_edit() - set how the file is to be changed for the finding that was added last
 * @list: the findings
 * @format: a script for sed(1), as for printf(); it has no single quotes
 */
__attribute__((format(printf, 2, 3)))
void diagnostics_edit(struct diagnostics *list, const char *format, ...);

/**
 * diagnostics_rename() - set that a name in the file is to be replaced by another one
 * @list: the findings; the place of the last one is that of the name
 * @from: the name
 * @to: the name that replaces it
 */
void diagnostics_rename(struct diagnostics *list, const char *from, const char *to);

/**
 * diagnostics_sort() - sort findings by location
 * @list: the findings; those of one location keep their order
 */
void diagnostics_sort(struct diagnostics *list);

/**
 * diagnostics_free() - free all findings
 * @list: the findings; it is empty afterwards
 */
void diagnostics_free(struct diagnostics *list);

#endif

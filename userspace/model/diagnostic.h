/* SPDX-License-Identifier: GPL-2.0 */
/* What is wrong with a configuration, and where. */
#ifndef ERSYM_MODEL_DIAGNOSTIC_H
#define ERSYM_MODEL_DIAGNOSTIC_H

#include "model/site.h"

enum severity {
	SEVERITY_ERROR,
	SEVERITY_WARNING,
};

/**
 * struct diagnostic - one finding
 * @code: a stable word for programs, e.g. "pool-overlap"
 * @message: what is wrong and what to do, one line, without a full stop
 */
struct diagnostic {
	enum severity severity;
	struct location at;
	const char *code;
	char *message;
};

struct diagnostics {
	struct diagnostic *v;
	size_t n;
	size_t n_error;
};

__attribute__((format(printf, 5, 6)))
void diagnostics_add(struct diagnostics *list, enum severity severity, struct location at,
		     const char *code, const char *format, ...);
/* Negative, zero or positive: by line, then column. */
int location_compare(struct location a, struct location b);
/* By location; stable. */
void diagnostics_sort(struct diagnostics *list);
void diagnostics_free(struct diagnostics *list);

#endif

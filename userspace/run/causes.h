/* SPDX-License-Identifier: GPL-2.0 */
/* Why the service looks at the host: what changed since the last look. */
#ifndef ERSYM_RUN_CAUSES_H
#define ERSYM_RUN_CAUSES_H

#include <stddef.h>

#include "live/change.h"

/* A host that boots changes links, addresses and rules within one look. */
#define CAUSES_MAX 16

/**
 * struct cause - a change
 * @kind: what changed
 * @text: the same as a text
 */
struct cause {
	enum change_kind kind;
	char *text;
};

/**
 * struct causes - different changes
 * @v: those that explain most: changes of links first, in the order of &enum change_kind
 * @n: number of @v
 * @more: number of changes beside them
 */
struct causes {
	struct cause v[CAUSES_MAX];
	size_t n;
	size_t more;
};

/**
 * causes_add() - add a change
 * @causes: the changes
 * @change: one more; the same one is reported once
 */
void causes_add(struct causes *causes, const struct change *change);

/**
 * causes_add_text() - add a change that is no notification of the kernel
 * @causes: the changes
 * @text: one more, which is freed later; the same one is reported once
 */
void causes_add_text(struct causes *causes, char *text);

/**
 * causes_text() - tell all changes
 * @causes: the changes
 *
 * Return: a text, "us-pri is up, a route changed", to be freed by the caller
 */
char *causes_text(const struct causes *causes);

/**
 * causes_clear() - forget all changes
 * @causes: the changes
 */
void causes_clear(struct causes *causes);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What was last applied, as it is kept on disk. */
#ifndef ERSYM_CMD_APPLIED_H
#define ERSYM_CMD_APPLIED_H

#include <stdbool.h>

#include "model/site.h"
#include "transaction/in_force.h"

/**
 * struct applied - what was last applied
 * @kept: where it is kept
 * @site: the site, if it is known
 * @known: anything was applied
 */
struct applied {
	struct in_force kept;
	struct site site;
	bool known;
};

/**
 * applied_read() - read what was last applied
 * @applied: written, to be freed with applied_free() even after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0, also if nothing was applied, or -errno
 */
int applied_read(struct applied *applied);

/**
 * applied_free() - free what applied_read() allocated
 * @applied: what was applied
 */
void applied_free(struct applied *applied);

#endif

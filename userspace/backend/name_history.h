/* SPDX-License-Identifier: GPL-2.0 */
/* Names of circuits for events, whose ids belong to the configuration of their time. */
#ifndef ERSYM_BACKEND_NAME_HISTORY_H
#define ERSYM_BACKEND_NAME_HISTORY_H

#include <stdint.h>

#include "backend/module.h"
#include "live/names.h"

/**
 * struct name_history - names of the latest two configurations
 * @now: of the configuration that was in force when names were last read
 * @before: of the configuration before it, whose events may arrive late
 * @none: for events of any other configuration
 */
struct name_history {
	struct names now;
	struct names before;
	struct names none;
};

/**
 * name_history_init() - read the names of the circuits in force
 * @history: written, to be freed with name_history_free() even after an error
 * @m: the module
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int name_history_init(struct name_history *history, struct module *m);

/**
 * name_history_get() - look up the names of a configuration
 * @history: the names; read again if the configuration is new
 * @m: the module
 * @generation: of the configuration; 0 has no names
 * @names: written; valid until the next call
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int name_history_get(struct name_history *history, struct module *m, uint32_t generation,
		     const struct names **names);

/**
 * name_history_free() - free all names
 * @history: the names
 */
void name_history_free(struct name_history *history);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the module knows all that this command can ask. */
#ifndef ERSYM_BACKEND_MODULE_AGE_H
#define ERSYM_BACKEND_MODULE_AGE_H

#include <stdbool.h>

#include "backend/module.h"

/**
 * module_is_older() - compare the module's family with the one of this command
 * @m: the module
 * @older: written: its version is lower, or it lacks a request
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int module_is_older(struct module *m, bool *older);

#endif

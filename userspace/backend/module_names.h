/* SPDX-License-Identifier: GPL-2.0 */
/* Names of the circuits that the module has in force. */
#ifndef ERSYM_BACKEND_MODULE_NAMES_H
#define ERSYM_BACKEND_MODULE_NAMES_H

#include "backend/module.h"
#include "live/names.h"

/**
 * module_names() - read the names of the circuits in force
 * @m: the module
 * @names: written, to be freed with names_free(); empty after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int module_names(struct module *m, struct names *names);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The violation-get request to the kernel module. */
#ifndef ERSYM_BACKEND_MODULE_VIOLATION_H
#define ERSYM_BACKEND_MODULE_VIOLATION_H

#include "backend/module.h"
#include "live/violation.h"

/**
 * module_violation_dump() - read every counter of violations that is not zero
 * @m: the module
 * @list: written, to be freed with violations_free(); empty after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int module_violation_dump(struct module *m, struct violations *list);

#endif

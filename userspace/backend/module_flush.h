/* SPDX-License-Identifier: GPL-2.0 */
/* The flow-flush request to the kernel module. */
#ifndef ERSYM_BACKEND_MODULE_FLUSH_H
#define ERSYM_BACKEND_MODULE_FLUSH_H

#include <stdint.h>

#include "backend/module.h"
#include "live/flow.h"

/**
 * module_flush() - end connections
 * @m: the module
 * @filter: which; an empty one means all connections that have facts
 * @ended: how many have been ended; 0 after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int module_flush(struct module *m, const struct flow_filter *filter, uint32_t *ended);

#endif

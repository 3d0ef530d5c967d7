/* SPDX-License-Identifier: GPL-2.0 */
/* The config-set request to the kernel module. */
#ifndef ERSYM_BACKEND_MODULE_SET_H
#define ERSYM_BACKEND_MODULE_SET_H

#include "backend/module.h"
#include "plan/module.h"

/**
 * module_set() - replace the module's configuration
 * @m: the module
 * @config: the new configuration; without circuits, the module watches nothing
 *
 * The module takes all of it or nothing. An error is reported on stderr, with the
 * place in the configuration that the kernel objects to.
 *
 * Return: 0 or -errno; -E2BIG if a circuit does not fit into a message
 */
int module_set(struct module *m, const struct module_config *config);

/**
 * module_set_build() - build the request
 * @family: number of the generic netlink family
 * @config: the configuration
 *
 * It is a function of its own for the unit tests.
 *
 * Return: the request, to be freed; NULL if a circuit does not fit into a message, which
 * is reported on stderr
 */
struct nlmsghdr *module_set_build(uint16_t family, const struct module_config *config);

#endif

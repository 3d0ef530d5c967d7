/* SPDX-License-Identifier: GPL-2.0 */
/* The config-get request to the kernel module. */
#ifndef ERSYM_BACKEND_MODULE_GET_H
#define ERSYM_BACKEND_MODULE_GET_H

#include "backend/module.h"
#include "plan/module.h"

/**
 * module_get() - read the configuration in force
 * @m: the module
 * @config: written, to be freed with module_config_free(); empty after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int module_get(struct module *m, struct module_config *config);

/**
 * module_get_parse() - add what an answer says to a configuration
 * @nlh: a config-get message
 * @config: what is added to, to be freed even after an error
 *
 * It is a function of its own for the unit tests.
 *
 * Return: 0, or -EBADMSG if the message is malformed
 */
int module_get_parse(const struct nlmsghdr *nlh, struct module_config *config);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The connection to the kernel module; its commands have files of their own, module_*.h. */
#ifndef ERSYM_BACKEND_MODULE_H
#define ERSYM_BACKEND_MODULE_H

#include <stdint.h>

#include "nl/genl.h"

/* Bytes that are enough for any request but config-set. */
#define MODULE_REQUEST_SIZE 256

/**
 * struct module - a connection to the kernel module of this network namespace
 * @nl: socket for requests
 * @family: the generic netlink family, with its multicast group of events
 */
struct module {
	struct nl_socket nl;
	struct genl_family family;
};

/**
 * module_open() - connect to the kernel module
 * @m: written
 *
 * An error is reported on stderr, except that the module is not loaded.
 *
 * Return: 0; -ENOENT if the module is not loaded; another -errno. After an error there is
 * nothing to close
 */
int module_open(struct module *m);

/**
 * module_require() - connect to the kernel module, and report how to load it if it is not
 * @m: written
 *
 * Return: as module_open()
 */
int module_require(struct module *m);

/**
 * module_close() - close the connection
 * @m: a module that is open
 */
void module_close(struct module *m);

/**
 * module_request() - begin a request
 * @m: the module
 * @buf: MODULE_REQUEST_SIZE bytes, aligned for netlink
 * @command: an ERSYM_CMD_*
 *
 * Return: the request, to which attributes can be added
 */
struct nlmsghdr *module_request(const struct module *m, void *buf, uint8_t command);

#endif

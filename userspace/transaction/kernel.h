/* SPDX-License-Identifier: GPL-2.0 */
/* Connections to all parts of the kernel that a transaction changes. */
#ifndef ERSYM_TRANSACTION_KERNEL_H
#define ERSYM_TRANSACTION_KERNEL_H

#include <stdbool.h>

#include "backend/module.h"
#include "nl/socket.h"

/**
 * struct kernel - the connections
 * @module: the module, if @has_module
 * @has_module: @module is open
 * @route: a socket of NETLINK_ROUTE
 * @nft: a socket of NETLINK_NETFILTER
 */
struct kernel {
	struct module module;
	bool has_module;
	struct nl_socket route;
	struct nl_socket nft;
};

/**
 * kernel_open() - open the connections
 * @kernel: written
 * @need_module: fail if the module is not loaded, instead of working without it
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno; after an error there is nothing to close
 */
int kernel_open(struct kernel *kernel, bool need_module);

/**
 * kernel_close() - close the connections
 * @kernel: connections that are open
 */
void kernel_close(struct kernel *kernel);

#endif

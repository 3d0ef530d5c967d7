/* SPDX-License-Identifier: GPL-2.0 */
/* Notifications of the kernel about what ersym's routes, rules and table depend on. */
#ifndef ERSYM_BACKEND_WATCH_H
#define ERSYM_BACKEND_WATCH_H

#include <stdint.h>

#include "live/change.h"
#include "nl/socket.h"

#define WATCH_SOCKETS 3

/**
 * struct watch - sockets that receive notifications
 * @nl: rtnetlink, nf_tables, and the controller of generic netlink
 * @own: port ids of the sockets that changes of our own come from
 */
struct watch {
	struct nl_socket nl[WATCH_SOCKETS];
	uint32_t own[WATCH_SOCKETS];
};

/**
 * typedef watch_fn - take a change
 * @change: the change
 * @data: as given to watch_read()
 */
typedef void (*watch_fn)(const struct change *change, void *data);

/**
 * watch_open() - subscribe to notifications
 * @watch: written
 *
 * From here on, no change is missed without a CHANGE_LOST. An error is reported on stderr.
 *
 * Return: 0 or -errno; after an error there is nothing to close
 */
int watch_open(struct watch *watch);

/**
 * watch_close() - end the subscription
 * @watch: the sockets
 */
void watch_close(struct watch *watch);

/**
 * watch_ignore() - ignore the changes that a socket of our own makes
 * @watch: the sockets
 * @which: one of up to WATCH_SOCKETS sockets, which takes the place of the former one
 * @nl: the socket, which may be closed before the notifications are read
 */
void watch_ignore(struct watch *watch, unsigned int which, const struct nl_socket *nl);

/**
 * watch_read() - pass on all changes that have been received, without waiting
 * @watch: the sockets
 * @take: takes each change
 * @data: for @take
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int watch_read(struct watch *watch, watch_fn take, void *data);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Events of the kernel module, as they happen. */
#ifndef ERSYM_BACKEND_MODULE_EVENT_H
#define ERSYM_BACKEND_MODULE_EVENT_H

#include "backend/module.h"
#include "live/event.h"

/**
 * typedef module_event_fn - take an event
 * @event: the event, which is freed afterwards
 * @data: as given to module_event_read()
 *
 * Return: 0, or -errno, which ends module_event_read()
 */
typedef int (*module_event_fn)(const struct event *event, void *data);

/**
 * module_event_open() - subscribe to events
 * @m: the module, whose multicast group it is
 * @nl: written: a socket for events alone
 *
 * From here on, no event is missed without an EVENT_LOST. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int module_event_open(const struct module *m, struct nl_socket *nl);

/**
 * module_event_read() - pass on the events that have been received; wait if there are none
 * @nl: the socket of module_event_open()
 * @family: the generic netlink family of the module
 * @take: takes each event
 * @data: for @take
 *
 * An error is reported on stderr, except -EINTR and what @take returned.
 *
 * Return: 0; -EINTR on a signal; -ENODEV if the module was unloaded; another -errno
 */
int module_event_read(struct nl_socket *nl, const struct genl_family *family,
		      module_event_fn take, void *data);

/**
 * module_event_parse() - read an event from a message
 * @nlh: the message
 * @event: written, to be freed with event_free() if 1 is returned
 *
 * Return: 1; 0 if the message is no event; -EBADMSG if it is malformed
 */
int module_event_parse(const struct nlmsghdr *nlh, struct event *event);

#endif

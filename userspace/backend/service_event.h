/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events of the service, for "ersym monitor": a multicast group of NETLINK_USERSOCK, which
 * is the same for all processes of a network namespace, and of no others. Nobody has to
 * listen, and neither side has to be started first.
 */
#ifndef ERSYM_BACKEND_SERVICE_EVENT_H
#define ERSYM_BACKEND_SERVICE_EVENT_H

#include "live/service_event.h"

/**
 * service_event_send() - multicast an event of what the service put back
 * @m: the change
 *
 * It never waits, and an error is not reported: the journal has the event too.
 */
void service_event_send(const struct mended *m);

/**
 * service_event_send_transition() - multicast an event of a change of a circuit or link
 * @t: what happened
 *
 * It never waits, and an error is not reported.
 */
void service_event_send_transition(const struct transition *t);

/**
 * service_event_open() - listen to events
 *
 * Return: a descriptor that can be polled, or -errno; -EPERM without CAP_NET_ADMIN
 */
int service_event_open(void);

/**
 * typedef service_event_fn - take an event
 * @event: the event
 * @data: as given to service_event_read()
 *
 * Return: 0 or -errno
 */
typedef int (*service_event_fn)(const struct service_event *event, void *data);

/**
 * service_event_read() - pass on all events that have been received, without waiting
 * @fd: of service_event_open()
 * @take: takes each event that root has sent
 * @data: for @take
 *
 * Return: 0 or -errno, of @take as well
 */
int service_event_read(int fd, service_event_fn take, void *data);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Output of events, one a line. */
#ifndef ERSYM_PRINT_EVENTS_H
#define ERSYM_PRINT_EVENTS_H

#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "live/event.h"
#include "live/names.h"
#include "live/service_event.h"

/**
 * event_json() - convert an event to JSON
 * @event: the event
 * @names: of the event's generation; all zero if they are not known
 * @now: nanoseconds since the epoch, for events that do not carry their time
 *
 * Return: an object, whose reference the caller owns
 */
json_t *event_json(const struct event *event, const struct names *names, uint64_t now);

/**
 * event_text() - print an event
 * @event: the event
 * @names: of the event's generation; all zero if they are not known
 * @now: nanoseconds since the epoch, for events that do not carry their time
 * @out: where to
 */
void event_text(const struct event *event, const struct names *names, uint64_t now, FILE *out);

/**
 * service_event_json() - convert an event of ersym itself to JSON
 * @event: the event
 * @now: nanoseconds since the epoch
 *
 * Return: an object, whose reference the caller owns
 */
json_t *service_event_json(const struct service_event *event, uint64_t now);

/**
 * service_event_text() - print an event of ersym itself
 * @event: the event
 * @now: nanoseconds since the epoch
 * @out: where to
 */
void service_event_text(const struct service_event *event, uint64_t now, FILE *out);

/**
 * event_subscribed_json() - make the first object of a stream
 * @now: nanoseconds since the epoch
 *
 * It says that from now on no event is missed without an event that says so.
 *
 * Return: an object, whose reference the caller owns
 */
json_t *event_subscribed_json(uint64_t now);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Events, one a line. */
#ifndef ERSYM_OUT_EVENTS_H
#define ERSYM_OUT_EVENTS_H

#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "backend/events.h"
#include "backend/names.h"

/*
 * @names: of the event's generation; all zero: not known
 * @now: nanoseconds since the epoch, for events that do not carry their time
 */
json_t *event_json(const struct event *event, const struct names *names, uint64_t now);
void event_text(const struct event *event, const struct names *names, uint64_t now, FILE *out);

/* The first object of a stream: from here on no event is missed unseen. */
json_t *event_subscribed_json(uint64_t now);

#endif

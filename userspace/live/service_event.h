/* SPDX-License-Identifier: GPL-2.0 */
/* Events of ersym itself: of the service, and of the command "circuit". */
#ifndef ERSYM_LIVE_SERVICE_EVENT_H
#define ERSYM_LIVE_SERVICE_EVENT_H

#include "live/mended.h"
#include "live/transition.h"

/**
 * enum service_event_type - what an event is
 * @SERVICE_EVENT_MENDED: the service put back what was applied
 * @SERVICE_EVENT_TRANSITION: a circuit or a link went down, or is up again
 * @SERVICE_EVENT_LOST: events were lost, because they were not read fast enough
 */
enum service_event_type {
	SERVICE_EVENT_MENDED,
	SERVICE_EVENT_TRANSITION,
	SERVICE_EVENT_LOST,
};

/**
 * struct service_event - an event
 * @type: what it is
 * @mended: of SERVICE_EVENT_MENDED
 * @transition: of SERVICE_EVENT_TRANSITION
 */
struct service_event {
	enum service_event_type type;
	struct mended mended;
	struct transition transition;
};

#endif

// SPDX-License-Identifier: GPL-2.0
#include "live/event.h"

void event_free(struct event *event)
{
	circuit_state_free(&event->link);
}

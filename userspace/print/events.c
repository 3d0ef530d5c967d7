// SPDX-License-Identifier: GPL-2.0
#include "print/events.h"

#include <inttypes.h>
#include <stdlib.h>

#include "model/kind.h"
#include "print/circuits.h"
#include "print/json.h"
#include "print/words.h"

static json_t *begin(uint64_t time, const char *event)
{
	char buf[TIME_STRLEN];
	json_t *object = json_object();

	json_add(object, "time", json_text(time_format_utc(time, buf)));
	json_add(object, "event", json_text(event));
	return object;
}

static void add_endpoint(json_t *object, const char *address_key,
			 const struct address *address, const char *port_key, int port)
{
	char buf[PREFIX_STRLEN];

	json_add(object, address_key,
		 address->family ? json_text(address_format(address, buf)) : json_null());
	json_add(object, port_key, port < 0 ? json_null() : json_integer(port));
}

static json_t *violation_json(const struct violation_event *v, const struct names *names)
{
	char protocol[PROTOCOL_STRLEN];
	json_t *object = begin(v->time, "violation");

	json_add(object, "kind", json_text(violation_kind_name(v->kind)));
	json_add(object, "expected", json_text(names_get(names, v->expected)));
	json_add(object, "actual", json_text(names_get(names, v->actual)));
	json_add(object, "device", json_text(v->device));
	json_add(object, "proto", json_text(protocol_name(v->protocol, protocol)));
	add_endpoint(object, "src", &v->source, "sport", v->sport);
	add_endpoint(object, "dst", &v->destination, "dport", v->dport);
	json_add(object, "verdict", json_text(verdict_name(v->verdict)));
	json_add(object, "cause", json_text(v->way_gone ? "way-gone" : NULL));
	json_add(object, "suppressed", json_integer(v->suppressed));
	return object;
}

json_t *event_json(const struct event *event, const struct names *names, uint64_t now)
{
	json_t *object;
	size_t i;

	switch (event->type) {
	case EVENT_VIOLATION:
		return violation_json(&event->violation, names);
	case EVENT_LINK:
		object = begin(now, "link");
		json_add(object, "circuit", json_text(event->link.name));
		for (i = 0; i < event->link.n_link; i++) {
			const struct link_state *link = &event->link.link[i];

			json_add(object, "device", json_text(link->device));
			json_add(object, "present", json_boolean(link->present));
			json_add(object, "running", json_boolean(link->running));
		}
		return object;
	case EVENT_LOST:
		break;
	}
	return begin(now, "lost");
}

static json_t *mended_json(const struct mended *m, uint64_t now)
{
	json_t *object = begin(now, "mended");

	json_add(object, "op", json_text(m->verb <= VERB_CHANGE ? verb_name(m->verb) : NULL));
	json_add(object, "object", json_text(m->object));
	json_add(object, "circuit", json_text(m->circuit[0] ? m->circuit : NULL));
	json_add(object, "device", json_text(m->link[0] ? m->link : NULL));
	json_add(object, "cause", json_text(m->cause));
	return object;
}

static json_t *transition_json(const struct transition *t, uint64_t now)
{
	json_t *object = begin(now, transition_name(t));

	json_add(object, "circuit", json_text(t->circuit));
	if (t->link[0]) {
		json_add(object, "device", json_text(t->link));
		return object;
	}
	json_add(object, "reason", json_text(reason_name(t->reason)));
	json_add(object, "why", json_text(t->why[0] ? t->why : NULL));
	json_add(object, "ended", json_integer(t->ended));
	return object;
}

json_t *service_event_json(const struct service_event *event, uint64_t now)
{
	switch (event->type) {
	case SERVICE_EVENT_MENDED:
		return mended_json(&event->mended, now);
	case SERVICE_EVENT_TRANSITION:
		return transition_json(&event->transition, now);
	case SERVICE_EVENT_LOST:
		break;
	}
	return begin(now, "lost");
}

static void lost_text(uint64_t now, FILE *out)
{
	char time[TIME_STRLEN];

	fprintf(out, "%s events were lost: the reader of this output is too slow\n",
		time_format(now, time));
}

void service_event_text(const struct service_event *event, uint64_t now, FILE *out)
{
	char time[TIME_STRLEN], *text;

	if (event->type == SERVICE_EVENT_LOST) {
		lost_text(now, out);
		return;
	}
	if (event->type == SERVICE_EVENT_MENDED)
		text = mended_text(&event->mended);
	else
		text = transition_text(&event->transition);
	fprintf(out, "%s %s %s\n", time_format(now, time),
		event->type == SERVICE_EVENT_MENDED ? "mended" :
						      transition_name(&event->transition), text);
	free(text);
}

json_t *event_subscribed_json(uint64_t now)
{
	return begin(now, "subscribed");
}

static void violation_text(const struct violation_event *v, const struct names *names, FILE *out)
{
	char source[ENDPOINT_STRLEN], destination[ENDPOINT_STRLEN];
	char time[TIME_STRLEN], protocol[PROTOCOL_STRLEN];

	fprintf(out, "%s %s %s → %s %s %s → %s on %s %s", time_format(v->time, time),
		or_unknown(violation_kind_name(v->kind)),
		or_unknown(names_get(names, v->expected)),
		or_unknown(names_get(names, v->actual)),
		protocol_name(v->protocol, protocol),
		v->source.family ? endpoint_format(&v->source, v->sport, source) : UNKNOWN,
		v->destination.family ? endpoint_format(&v->destination, v->dport, destination) :
					UNKNOWN,
		v->device[0] ? v->device : UNKNOWN, or_unknown(verdict_name(v->verdict)));
	if (v->way_gone)
		fprintf(out, " because no link of %s is running",
			or_unknown(names_get(names, v->expected)));
	if (v->suppressed)
		fprintf(out, " (%" PRIu64 " earlier event%s suppressed)", v->suppressed,
			v->suppressed == 1 ? "" : "s");
	fputc('\n', out);
}

void event_text(const struct event *event, const struct names *names, uint64_t now, FILE *out)
{
	char time[TIME_STRLEN];
	size_t i;

	switch (event->type) {
	case EVENT_VIOLATION:
		violation_text(&event->violation, names, out);
		break;
	case EVENT_LINK:
		for (i = 0; i < event->link.n_link; i++)
			fprintf(out, "%s link %s %s %s\n", time_format(now, time),
				event->link.name, event->link.link[i].device,
				link_state_name(&event->link.link[i]));
		break;
	case EVENT_LOST:
		lost_text(now, out);
		break;
	}
}

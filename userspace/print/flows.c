// SPDX-License-Identifier: GPL-2.0
#include "print/flows.h"

#include "print/json.h"
#include "print/words.h"

#define ROW "%-7s %-21s %-21s %-8s %-8s %-8s %s\n"

static json_t *address_json(const struct address *address)
{
	char buf[PREFIX_STRLEN];

	return address->family ? json_text(address_format(address, buf)) : json_null();
}

static json_t *port_json(int port)
{
	return port < 0 ? json_null() : json_integer(port);
}

json_t *flow_json(const struct flow *flow, const struct names *names)
{
	char protocol[PROTOCOL_STRLEN];
	json_t *object = json_object();

	json_add(object, "proto", json_text(protocol_name(flow->protocol, protocol)));
	json_add(object, "src", address_json(&flow->source));
	json_add(object, "sport", port_json(flow->sport));
	json_add(object, "dst", address_json(&flow->destination));
	json_add(object, "dport", port_json(flow->dport));
	json_add(object, "nat_src", address_json(&flow->nat_source));
	json_add(object, "nat_dst", address_json(&flow->nat_destination));
	json_add(object, "in", json_text(names_get(names, flow->in)));
	json_add(object, "out", json_text(names_get(names, flow->out)));
	json_add(object, "stray", json_text(names_get(names, flow->stray)));
	return object;
}

void flow_text_heading(FILE *out)
{
	fprintf(out, ROW, "proto", "source", "destination", "in", "out", "stray", "translated");
}

/* "192.0.2.1:40000 → 198.51.100.7:443": the connection as the far side sees it. */
static void format_translation(const struct flow *flow, char *buf, size_t size)
{
	char source[ENDPOINT_STRLEN], destination[ENDPOINT_STRLEN];
	bool s = flow->nat_source.family, d = flow->nat_destination.family;

	if (!s && !d) {
		snprintf(buf, size, UNKNOWN);
		return;
	}
	endpoint_format(s ? &flow->nat_source : &flow->source,
			s ? flow->nat_sport : flow->sport, source);
	endpoint_format(d ? &flow->nat_destination : &flow->destination,
			d ? flow->nat_dport : flow->dport, destination);
	snprintf(buf, size, "%s → %s", source, destination);
}

void flow_text(const struct flow *flow, const struct names *names, FILE *out)
{
	char source[ENDPOINT_STRLEN], destination[ENDPOINT_STRLEN];
	char translation[2 * ENDPOINT_STRLEN + 8], protocol[PROTOCOL_STRLEN];

	format_translation(flow, translation, sizeof(translation));
	fprintf(out, ROW, protocol_name(flow->protocol, protocol),
		endpoint_format(&flow->source, flow->sport, source),
		endpoint_format(&flow->destination, flow->dport, destination),
		or_unknown(names_get(names, flow->in)), or_unknown(names_get(names, flow->out)),
		or_unknown(names_get(names, flow->stray)), translation);
}

// SPDX-License-Identifier: GPL-2.0
#include "config/ports.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

/* Each port of a shifted range is an element of a map. */
#define SHIFTED_MAX 4096

/* Read a number up to @max and advance *p past it. */
static bool parse_number(const char **p, unsigned int max, uint16_t *out)
{
	unsigned int n = 0;

	if (**p < '1' || **p > '9')
		return false;
	for (; **p >= '0' && **p <= '9'; (*p)++) {
		n = 10 * n + (unsigned int)(**p - '0');
		if (n > max)
			return false;
	}
	*out = (uint16_t)n;
	return true;
}

/* Read "25" or "587-588". Return: NULL, or what is wrong. */
static const char *parse_range(const char **p, uint16_t *first, uint16_t *last)
{
	if (!parse_number(p, UINT16_MAX, first))
		return "ports are numbers from 1 to 65535";
	*last = *first;
	if (**p != '-')
		return NULL;
	(*p)++;
	if (!parse_number(p, UINT16_MAX, last))
		return "ports are numbers from 1 to 65535";
	return *last < *first ? "write a range from the lower port to the higher one" : NULL;
}

static const char *parse_ports(const char *p, struct port_range *out)
{
	const char *wrong = parse_range(&p, &out->first, &out->last);
	uint16_t last;

	out->inside = out->first;
	if (!wrong && *p == ':') {
		p++;
		wrong = parse_range(&p, &out->inside, &last);
		if (!wrong && last - out->inside != out->last - out->first)
			return "the server needs as many ports, like udp/100-199:200-299";
		if (!wrong && port_range_is_shifted(out) && out->last - out->first >= SHIFTED_MAX)
			return "at most 4096 ports can be shifted; use the public ports";
	}
	if (wrong)
		return wrong;
	return *p ? "write tcp/25, tcp/587-588 or tcp/8443:443" : NULL;
}

static const char *parse_protocol(const char *p, struct port_range *out)
{
	uint16_t number;

	if (!parse_number(&p, UINT8_MAX, &number) || *p)
		return "protocols are numbers from 1 to 255";
	out->protocol = (uint8_t)number;
	return port_protocol_has_ports(out->protocol) ?
		"name the ports of this protocol, like tcp/1-65535" : NULL;
}

/* Return: NULL, or what is wrong with the text. */
static const char *parse_published(const char *text, struct port_range *out)
{
	size_t n = strcspn(text, "/");

	out->protocol = port_protocol_number(text, n);
	if (port_protocol_has_ports(out->protocol) && text[n])
		return parse_ports(text + n + 1, out);
	if (port_protocol_has_ports(out->protocol))
		return "name its ports, like tcp/1-65535";
	if (out->protocol && !text[n])
		return NULL;
	if (!strncmp(text, "ip/", 3))
		return parse_protocol(text + 3, out);
	return "write tcp/, udp/ or sctp/ and the port, like tcp/443; icmp, gre, esp, ah or ip/89";
}

void read_port_ranges(struct reader *r, const struct entry *e, struct port_range **port,
		      size_t *n_port)
{
	const yaml_node_t **items;
	char buf[QUOTED_STRLEN];
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	if (!n)
		document_error(&r->doc, e->at, "empty",
			       "no ports; name some, or remove the key to publish all");
	for (i = 0; i < n; i++) {
		const char *text = document_text(&r->doc, items[i], "a port like tcp/443");
		struct port_range range = { .at = node_location(items[i]) };
		const char *wrong;

		if (!text)
			continue;
		wrong = parse_published(text, &range);
		if (wrong) {
			document_error(&r->doc, range.at, "port", "bad port %s: %s",
				       quoted(text, buf), wrong);
			continue;
		}
		*port = array_grow(*port, *n_port, sizeof(**port));
		(*port)[(*n_port)++] = range;
	}
	free(items);
}

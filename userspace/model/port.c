// SPDX-License-Identifier: GPL-2.0
#include "model/port.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "util/array.h"

static const struct {
	const char *name;
	uint8_t number;
	bool ports;
} protocols[] = {
	{ "tcp", IPPROTO_TCP, true }, { "udp", IPPROTO_UDP, true },
	{ "sctp", IPPROTO_SCTP, true }, { "icmp", IPPROTO_ICMP },
	{ "gre", IPPROTO_GRE }, { "esp", IPPROTO_ESP },
	{ "ah", IPPROTO_AH },
};

uint8_t port_protocol_number(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protocols); i++)
		if (strlen(protocols[i].name) == len && !memcmp(protocols[i].name, name, len))
			return protocols[i].number;
	return 0;
}

bool port_protocol_has_ports(uint8_t protocol)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protocols); i++)
		if (protocols[i].number == protocol)
			return protocols[i].ports;
	return false;
}

bool port_range_is_shifted(const struct port_range *range)
{
	return range->inside != range->first;
}

const char *port_range_public(const struct port_range *range, char buf[static PORT_RANGE_STRLEN])
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protocols); i++)
		if (protocols[i].number == range->protocol)
			break;
	if (i == ARRAY_SIZE(protocols))
		snprintf(buf, PORT_RANGE_STRLEN, "ip/%u", range->protocol);
	else if (!protocols[i].ports)
		snprintf(buf, PORT_RANGE_STRLEN, "%s", protocols[i].name);
	else if (range->first == range->last)
		snprintf(buf, PORT_RANGE_STRLEN, "%s/%u", protocols[i].name, range->first);
	else
		snprintf(buf, PORT_RANGE_STRLEN, "%s/%u-%u", protocols[i].name, range->first,
			 range->last);
	return buf;
}

const char *port_range_format(const struct port_range *range, char buf[static PORT_RANGE_STRLEN])
{
	unsigned int last = range->inside + range->last - range->first;
	size_t n;

	port_range_public(range, buf);
	if (!port_range_is_shifted(range))
		return buf;
	n = strlen(buf);
	if (range->first == range->last)
		snprintf(buf + n, PORT_RANGE_STRLEN - n, ":%u", range->inside);
	else
		snprintf(buf + n, PORT_RANGE_STRLEN - n, ":%u-%u", range->inside, last);
	return buf;
}

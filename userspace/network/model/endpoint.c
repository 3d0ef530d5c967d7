// SPDX-License-Identifier: GPL-2.0
#include "network/model/endpoint.h"

static void take_host(const struct network *net, unsigned int host, struct endpoint *end)
{
	end->address = net->host[host].address;
	end->device = net->segment[net->host[host].segment].device;
}

static bool in_segment(const struct network *net, const char *name, struct endpoint *end)
{
	unsigned int segment = network_segment(net, name), last;

	if (segment == NONE)
		return false;
	if (net->segment[segment].host != NONE) {
		take_host(net, net->segment[segment].host, end);
		return true;
	}
	end->address = net->segment[segment].prefix.address;
	end->device = net->segment[segment].device;
	last = address_bits(end->address.family) / 8 - 1;
	if (net->segment[segment].prefix.length + 4u <= address_bits(end->address.family))
		end->address.bytes[last] += 10;
	return true;
}

bool endpoint_find(const struct network *net, const char *text, struct endpoint *end)
{
	unsigned int host = network_host(net, text), segment;

	if (host != NONE) {
		take_host(net, host, end);
		return true;
	}
	if (address_parse(text, &end->address))
		return in_segment(net, text, end);
	segment = network_segment_of(net, &end->address);
	end->device = segment == NONE ? NONE : net->segment[segment].device;
	return true;
}

const char *endpoint_name(const struct network *net, const struct address *address)
{
	size_t i;

	for (i = 0; i < net->n_host; i++) {
		if (address_equal(&net->host[i].address, address))
			return net->host[i].name;
	}
	return NULL;
}

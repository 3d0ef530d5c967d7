// SPDX-License-Identifier: GPL-2.0
#include "backend/default_gateway.h"

#include <errno.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "backend/address_attr.h"
#include "nl/attr.h"
#include "plan/route.h"
#include "util/error.h"

#define REQUEST_SIZE 64

/**
 * struct reading - the attributes of a default route
 * @index: of the device; of several next hops, the one that is looked for
 * @table: its table
 * @metric: its metric
 * @gateway: of that device; family 0: it has none
 */
struct reading {
	uint32_t index;
	uint32_t table;
	uint32_t metric;
	struct address gateway;
};

/**
 * struct search - the best default route of a device so far
 * @index: of the device
 * @best: that route; family 0 of its gateway: none yet
 */
struct search {
	uint32_t index;
	struct reading best;
};

static const struct attr_field hop_fields[] = {
	ATTR_FIELD(RTA_GATEWAY, address_attr_read, struct reading, gateway),
	{ 0 },
};

static int read_hops(const struct nlattr *attr, void *out, size_t size)
{
	const struct rtnexthop *hop = mnl_attr_get_payload(attr);
	int left = mnl_attr_get_payload_len(attr);
	struct reading *reading = out;

	while (left >= (int)sizeof(*hop)) {
		if (!RTNH_OK(hop, left))
			return -EBADMSG;
		if (hop->rtnh_ifindex == (int)reading->index)
			return attr_read_range((const void *)(hop + 1),
					       (const char *)hop + hop->rtnh_len, hop_fields,
					       reading);
		left -= RTNH_ALIGN(hop->rtnh_len);
		hop = RTNH_NEXT(hop);
	}
	return 0;
}

static bool is_better(const struct reading *a, const struct reading *b)
{
	if (!b->gateway.family)
		return true;
	if (a->table != b->table && (a->table == RT_TABLE_MAIN || b->table == RT_TABLE_MAIN))
		return a->table == RT_TABLE_MAIN;
	return a->metric < b->metric;
}

/* A kernel that does not filter the dump by device returns routes of the others too. */
static int take_route(const struct nlmsghdr *nlh, void *data)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(RTA_OIF, attr_read_u32, struct reading, index),
		ATTR_FIELD(RTA_TABLE, attr_read_u32, struct reading, table),
		ATTR_FIELD(RTA_PRIORITY, attr_read_u32, struct reading, metric),
		ATTR_FIELD(RTA_GATEWAY, address_attr_read, struct reading, gateway),
		ATTR_FIELD_WHOLE(RTA_MULTIPATH, read_hops, struct reading),
		{ 0 },
	};
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct search *search = data;
	struct reading reading = { .index = search->index };

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*rtm))
		return -EBADMSG;
	if (rtm->rtm_dst_len || rtm->rtm_type != RTN_UNICAST ||
	    rtm->rtm_protocol == ROUTE_PROTOCOL || rtm->rtm_flags & RTM_F_CLONED)
		return 0;
	if (attr_read_message(nlh, sizeof(*rtm), fields, &reading))
		return -EBADMSG;
	if (reading.index == search->index && reading.gateway.family == rtm->rtm_family &&
	    is_better(&reading, &search->best))
		search->best = reading;
	return 0;
}

static void forget(void *data)
{
	struct search *search = data;

	memset(&search->best, 0, sizeof(search->best));
}

static int observe(struct nl_socket *nl, struct device *device, uint8_t family)
{
	struct search search = { .index = device->index };
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct rtmsg *rtm;
	int ret;

	nlh->nlmsg_type = RTM_GETROUTE;
	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = family;
	mnl_attr_put_u32(nlh, RTA_OIF, device->index);
	ret = nl_dump(nl, nlh, take_route, forget, &search);
	if (ret)
		error("cannot read the default routes of %s: %s", device->name,
		      nl_strerror(nl, ret));
	else if (search.best.gateway.family)
		device->default_gateway[device->n_default_gateway++] = search.best.gateway;
	return ret;
}

int default_gateways_observe(struct nl_socket *nl, const struct site *site,
			     struct devices *devices)
{
	struct device *device = devices->v;
	size_t i, j;
	int ret = 0;

	for (i = 0; i < site->n_circuit; i++) {
		for (j = 0; j < site->circuit[i].n_link; j++, device++) {
			if (!site->circuit[i].link[j].gateway_auto || !device->up)
				continue;
			ret = observe(nl, device, AF_INET);
			if (!ret && device->ipv6)
				ret = observe(nl, device, AF_INET6);
			if (ret)
				return ret;
		}
	}
	return ret;
}

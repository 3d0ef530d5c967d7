// SPDX-License-Identifier: GPL-2.0
#include "backend/route_observe.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include <linux/fib_rules.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>

#include "backend/address_attr.h"
#include "backend/rule_message.h"
#include "util/array.h"
#include "util/error.h"

#define REQUEST_SIZE 256

static struct nlmsghdr *request(char *buf, uint16_t type)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	return nlh;
}

/* The kernel dumps rules in the order in which it compares them. */
static bool has_entry(const struct state *state, uint8_t family)
{
	size_t i;

	for (i = 0; i < state->n_rule; i++)
		if (state->rule[i].family == family && state->rule[i].priority == IP_RULE_ENTRY)
			return true;
	return false;
}

static int take_rule(const struct nlmsghdr *nlh, void *data)
{
	struct state *state = data;
	struct ip_rule rule;
	int err = rule_message_parse(nlh, &rule);

	if (err)
		return err;
	rule.precedes = rule.priority == IP_RULE_ENTRY && rule.table != RT_TABLE_LOCAL &&
			!has_entry(state, rule.family);
	if (rule.protocol == ROUTE_PROTOCOL) {
		*state_add_rule(state) = rule;
	} else if (rule.mask || rule.precedes) {
		state->foreign_rule = array_grow(state->foreign_rule, state->n_foreign_rule,
						 sizeof(*state->foreign_rule));
		state->foreign_rule[state->n_foreign_rule++] = rule;
	}
	return 0;
}

/**
 * struct route_reader - a dump of routes under way
 * @state: the routes are added to it
 * @n_before: number of routes that it had before
 */
struct route_reader {
	struct state *state;
	size_t n_before;
};

static void forget_routes(void *data)
{
	struct route_reader *r = data;

	while (r->state->n_route > r->n_before)
		route_free(&r->state->route[--r->state->n_route]);
}

/* A next hop whose link is down is not in use; the kernel itself uses it again when it is up. */
static void add_hop(struct route *route, uint32_t index, uint32_t flags,
		    const struct address *gateway)
{
	char name[IFNAMSIZ];

	if (!(flags & RTNH_F_DEAD) && if_indextoname(index, name))
		route_add_hop(route, name, gateway);
}

/* A gateway whose address may be of another family than the route. */
static int read_via(const struct nlattr *attr, void *out, size_t size)
{
	const struct rtvia *via = mnl_attr_get_payload(attr);
	size_t len = mnl_attr_get_payload_len(attr);
	struct address *gateway = out;

	if (len != sizeof(*via) + 4 && len != sizeof(*via) + 16)
		return -EBADMSG;
	gateway->family = via->rtvia_family;
	memcpy(gateway->bytes, via->rtvia_addr, len - sizeof(*via));
	return 0;
}

/**
 * struct reading - the attributes of a route, or of one of its next hops
 * @route: next hops are added to it
 * @table: its table
 * @metric: its metric
 * @destination: its prefix without the length
 * @index: of the device of its only next hop; 0: it has none, or several
 * @gateway: of its only next hop
 */
struct reading {
	struct route *route;
	uint32_t table;
	uint32_t metric;
	struct address destination;
	uint32_t index;
	struct address gateway;
};

/* Also those of a next hop of several. */
static const struct attr_field gateway_fields[] = {
	ATTR_FIELD(RTA_GATEWAY, address_attr_read, struct reading, gateway),
	ATTR_FIELD(RTA_VIA, read_via, struct reading, gateway),
	{ 0 },
};

static int take_hop(struct route *route, const struct rtnexthop *hop)
{
	struct reading reading = { .route = route };

	if (attr_read_range((const void *)(hop + 1), (const char *)hop + hop->rtnh_len,
			    gateway_fields, &reading))
		return -EBADMSG;
	add_hop(route, hop->rtnh_ifindex, hop->rtnh_flags, &reading.gateway);
	return 0;
}

static int read_hops(const struct nlattr *attr, void *out, size_t size)
{
	const struct rtnexthop *hop = mnl_attr_get_payload(attr);
	int left = mnl_attr_get_payload_len(attr);
	struct reading *reading = out;

	if (reading->route->type != ROUTE_UNICAST)
		return 0;
	while (left >= (int)sizeof(*hop)) {
		if (!RTNH_OK(hop, left) || take_hop(reading->route, hop))
			return -EBADMSG;
		left -= RTNH_ALIGN(hop->rtnh_len);
		hop = RTNH_NEXT(hop);
	}
	return 0;
}

static enum route_type type_of(uint8_t type)
{
	switch (type) {
	case RTN_UNICAST:
		return ROUTE_UNICAST;
	case RTN_BLACKHOLE:
		return ROUTE_BLACKHOLE;
	case RTN_LOCAL:
		return ROUTE_LOCAL;
	}
	return ROUTE_OTHER;
}

static int fill_route(const struct nlmsghdr *nlh, struct route *route)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(RTA_TABLE, attr_read_u32, struct reading, table),
		ATTR_FIELD(RTA_DST, address_attr_read, struct reading, destination),
		ATTR_FIELD(RTA_PRIORITY, attr_read_u32, struct reading, metric),
		ATTR_FIELD(RTA_OIF, attr_read_u32, struct reading, index),
		ATTR_FIELD(RTA_GATEWAY, address_attr_read, struct reading, gateway),
		ATTR_FIELD(RTA_VIA, read_via, struct reading, gateway),
		ATTR_FIELD_WHOLE(RTA_MULTIPATH, read_hops, struct reading),
		{ 0 },
	};
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct reading reading = { .route = route, .table = rtm->rtm_table };

	reading.destination.family = rtm->rtm_family;
	route->type = type_of(rtm->rtm_type);
	if (attr_read_message(nlh, sizeof(*rtm), fields, &reading))
		return -EBADMSG;
	route->table = reading.table;
	route->metric = reading.metric;
	route->destination.address = reading.destination;
	route->destination.length = rtm->rtm_dst_len;
	/* The kernel gives a blackhole of IPv6 the loopback device. */
	if (reading.index && (route->type == ROUTE_UNICAST || route->type == ROUTE_LOCAL))
		add_hop(route, reading.index, rtm->rtm_flags, &reading.gateway);
	return 0;
}

static int take_route(const struct nlmsghdr *nlh, void *data)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct route_reader *r = data;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*rtm))
		return -EBADMSG;
	if (nlh->nlmsg_type != RTM_NEWROUTE || rtm->rtm_protocol != ROUTE_PROTOCOL ||
	    rtm->rtm_flags & RTM_F_CLONED)
		return 0;
	return fill_route(nlh, state_add_route(r->state));
}

/* IPv6 may have its next hops as one route each. */
static void unite_routes(struct state *state)
{
	size_t i, j, kept = 0;

	for (i = 0; i < state->n_route; i++) {
		struct route *route = &state->route[i];

		if (kept && !route_compare(&state->route[kept - 1], route)) {
			for (j = 0; j < route->n_hop; j++)
				route_add_hop(&state->route[kept - 1], route->hop[j].device,
					      &route->hop[j].gateway);
			route_free(route);
		} else {
			state->route[kept++] = *route;
		}
	}
	state->n_route = kept;
}

static void forget_rules(void *data)
{
	struct state *state = data;

	state->n_rule = 0;
	state->n_foreign_rule = 0;
}

static int dump_rules(struct nl_socket *nl, struct state *state)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = request(buf, RTM_GETRULE);

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct fib_rule_hdr));
	return nl_dump(nl, nlh, take_rule, forget_rules, state);
}

static int dump_routes(struct nl_socket *nl, struct state *state, uint8_t family)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = request(buf, RTM_GETROUTE);
	struct route_reader r = { .state = state, .n_before = state->n_route };
	struct rtmsg *rtm;

	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = family;
	/* The kernel filters by it, as there may be a full BGP table. */
	rtm->rtm_protocol = ROUTE_PROTOCOL;
	return nl_dump(nl, nlh, take_route, forget_routes, &r);
}

int routes_observe(struct nl_socket *nl, struct state *state)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	size_t i;
	int ret;

	ret = dump_rules(nl, state);
	if (ret) {
		error("cannot read the routing rules: %s", nl_strerror(nl, ret));
		return ret;
	}
	for (i = 0; i < 2; i++) {
		ret = dump_routes(nl, state, families[i]);
		if (ret && !nl_no_family(ret)) {
			error("cannot read the routes: %s", nl_strerror(nl, ret));
			return ret;
		}
	}
	state_sort(state);
	unite_routes(state);
	return 0;
}

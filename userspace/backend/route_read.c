// SPDX-License-Identifier: GPL-2.0
#include "backend/route.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include <linux/fib_rules.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>

#include "backend/wire.h"
#include "util/alloc.h"
#include "util/error.h"

#define REQUEST_SIZE 256

static struct nlmsghdr *request(char *buf, uint16_t type)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	return nlh;
}

/** struct rule_attributes - of a rule, as they are read */
struct rule_attributes {
	struct ip_rule rule;
	bool other;
};

static int take_rule_attribute(const struct nlattr *attr, struct rule_attributes *a)
{
	uint32_t none;

	switch (mnl_attr_get_type(attr)) {
	case FRA_PRIORITY:
		return take_u32(attr, &a->rule.priority);
	case FRA_FWMARK:
		return take_u32(attr, &a->rule.mark);
	case FRA_FWMASK:
		return take_u32(attr, &a->rule.mask);
	case FRA_TABLE:
		return take_u32(attr, &a->rule.table);
	case FRA_GOTO:
		return take_u32(attr, &a->rule.target);
	case FRA_L3MDEV:
		a->rule.vrf = true;
		a->other = true;
		return 0;
	case FRA_PROTOCOL:
		return take_u8(attr, &a->rule.protocol);
	case FRA_SUPPRESS_PREFIXLEN:
	case FRA_SUPPRESS_IFGROUP:
		if (take_u32(attr, &none))
			return -EBADMSG;
		a->other |= none != UINT32_MAX;
		return 0;
	case FRA_UNSPEC:
	case FRA_PAD:
		return 0;
	}
	a->other = true;
	return 0;
}

static int take_rule(const struct nlmsghdr *nlh, void *data)
{
	const struct fib_rule_hdr *hdr = mnl_nlmsg_get_payload(nlh);
	struct rule_attributes a = { 0 };
	struct state *state = data;
	const struct nlattr *attr;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*hdr))
		return -EBADMSG;
	a.rule.family = hdr->family;
	a.rule.table = hdr->table;
	mnl_attr_for_each(attr, nlh, sizeof(*hdr))
		if (take_rule_attribute(attr, &a))
			return -EBADMSG;
	a.rule.plain = !a.other && hdr->action == rule_action(&a.rule) && !hdr->dst_len &&
		       !hdr->src_len && !hdr->tos && !(hdr->flags & FIB_RULE_INVERT);
	if (a.rule.protocol == ROUTE_PROTOCOL) {
		*state_add_rule(state) = a.rule;
	} else if (a.rule.mask || a.rule.vrf || ip_rule_is_between(&a.rule)) {
		state->foreign_rule = array_grow(state->foreign_rule, state->n_foreign_rule,
						 sizeof(*state->foreign_rule));
		state->foreign_rule[state->n_foreign_rule++] = a.rule;
	}
	return 0;
}

/** struct route_reader - a dump of routes under way */
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

/* A hop whose link is down is no way; the kernel takes it up again by itself. */
static void add_hop(struct route *route, uint32_t index, uint32_t flags,
		    const struct address *gateway)
{
	char name[IFNAMSIZ];

	if (!(flags & RTNH_F_DEAD) && if_indextoname(index, name))
		route_add_hop(route, name, gateway);
}

static int take_gateway(const struct nlattr *attr, struct address *gateway)
{
	const struct rtvia *via = mnl_attr_get_payload(attr);
	size_t len = mnl_attr_get_payload_len(attr);

	switch (mnl_attr_get_type(attr)) {
	case RTA_GATEWAY:
		return take_address(attr, gateway);
	case RTA_VIA:
		if (len != sizeof(*via) + 4 && len != sizeof(*via) + 16)
			return -EBADMSG;
		gateway->family = via->rtvia_family;
		memcpy(gateway->bytes, via->rtvia_addr, len - sizeof(*via));
		return 0;
	}
	return 0;
}

static int take_hop(struct route *route, const struct rtnexthop *hop)
{
	const char *end = (const char *)hop + hop->rtnh_len;
	const struct nlattr *attr = (const void *)(hop + 1);
	struct address gateway = { 0 };

	for (; mnl_attr_ok(attr, end - (const char *)attr); attr = mnl_attr_next(attr))
		if (take_gateway(attr, &gateway))
			return -EBADMSG;
	add_hop(route, hop->rtnh_ifindex, hop->rtnh_flags, &gateway);
	return 0;
}

static int take_hops(struct route *route, const struct nlattr *attr)
{
	const struct rtnexthop *hop = mnl_attr_get_payload(attr);
	int left = mnl_attr_get_payload_len(attr);

	while (left >= (int)sizeof(*hop)) {
		if (!RTNH_OK(hop, left) || take_hop(route, hop))
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
	case RTN_THROW:
		return ROUTE_THROW;
	}
	return ROUTE_OTHER;
}

static int fill_route(const struct nlmsghdr *nlh, struct route *route)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct address gateway = { 0 };
	const struct nlattr *attr;
	uint32_t index = 0;
	int ret = 0;

	route->table = rtm->rtm_table;
	route->type = type_of(rtm->rtm_type);
	route->destination.address.family = rtm->rtm_family;
	route->destination.length = rtm->rtm_dst_len;
	mnl_attr_for_each(attr, nlh, sizeof(*rtm)) {
		switch (mnl_attr_get_type(attr)) {
		case RTA_TABLE:
			ret |= take_u32(attr, &route->table);
			break;
		case RTA_DST:
			ret |= take_address(attr, &route->destination.address);
			break;
		case RTA_PRIORITY:
			ret |= take_u32(attr, &route->metric);
			break;
		case RTA_OIF:
			ret |= take_u32(attr, &index);
			break;
		case RTA_GATEWAY:
		case RTA_VIA:
			ret |= take_gateway(attr, &gateway);
			break;
		case RTA_MULTIPATH:
			if (route->type == ROUTE_UNICAST)
				ret |= take_hops(route, attr);
			break;
		}
	}
	/* The kernel gives a blackhole of IPv6 the loopback device. */
	if (index && route->type == ROUTE_UNICAST)
		add_hop(route, index, rtm->rtm_flags, &gateway);
	return ret ? -EBADMSG : 0;
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

/* IPv6 may have its next hops as one route each. A route without any is no route. */
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
	/* The kernel filters: there may be a full table of BGP. */
	rtm->rtm_protocol = ROUTE_PROTOCOL;
	return nl_dump(nl, nlh, take_route, forget_routes, &r);
}

/* A kernel without IPv6 has no routes of it. */
static bool no_family(int err)
{
	return err == -EAFNOSUPPORT || err == -EOPNOTSUPP || err == -EPFNOSUPPORT;
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
		if (ret && !no_family(ret)) {
			error("cannot read the routes: %s", nl_strerror(nl, ret));
			return ret;
		}
	}
	state_sort(state);
	unite_routes(state);
	return 0;
}

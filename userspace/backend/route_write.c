// SPDX-License-Identifier: GPL-2.0
#include "backend/route.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "util/alloc.h"
#include "util/error.h"

/* A route with the next hops of as many links as a circuit may have. */
#define HOP_SIZE 64
#define REQUEST_SIZE 256

static const char *explain(const struct nl_socket *nl, int err)
{
	if (nl->extack.message[0])
		return nl->extack.message;
	switch (err) {
	case -ENETUNREACH:
	case -EHOSTUNREACH:
		return "the gateway is in no network of the link: give the link an address in it";
	case -ENETDOWN:
		return "the link is down: set it up";
	case -EEXIST:
		return "another program has the same one: remove it";
	}
	return nl_strerror(nl, err);
}

static void report(const struct nl_socket *nl, const struct operation *o, int err)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out) {
		operation_print_object(o, out);
		fclose(out);
	}
	error("cannot %s %s: %s", verb_name(o->verb), text ? text : "a route", explain(nl, err));
	free(text);
}

static int send_rule(struct nl_socket *nl, const struct ip_rule *rule, uint16_t type,
		     uint16_t flags)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct fib_rule_hdr *hdr;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	hdr = mnl_nlmsg_put_extra_header(nlh, sizeof(*hdr));
	hdr->family = rule->family;
	hdr->action = FR_ACT_TO_TBL;
	mnl_attr_put_u32(nlh, FRA_PRIORITY, rule->priority);
	mnl_attr_put_u32(nlh, FRA_FWMARK, rule->mark);
	mnl_attr_put_u32(nlh, FRA_FWMASK, rule->mask);
	mnl_attr_put_u32(nlh, FRA_TABLE, rule->table);
	mnl_attr_put_u8(nlh, FRA_PROTOCOL, ROUTE_PROTOCOL);
	return nl_ack(nl, nlh);
}

/* A rule with our protocol that somebody changed: only what names it. */
static int delete_other_rule(struct nl_socket *nl, const struct ip_rule *rule)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct fib_rule_hdr *hdr;

	nlh->nlmsg_type = RTM_DELRULE;
	hdr = mnl_nlmsg_put_extra_header(nlh, sizeof(*hdr));
	hdr->family = rule->family;
	mnl_attr_put_u32(nlh, FRA_PRIORITY, rule->priority);
	mnl_attr_put_u8(nlh, FRA_PROTOCOL, ROUTE_PROTOCOL);
	return nl_ack(nl, nlh);
}

static int carry_out_rule(struct nl_socket *nl, const struct operation *o)
{
	if (o->verb == VERB_ADD)
		return send_rule(nl, o->new.rule, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL);
	if (!o->old.rule->plain)
		return delete_other_rule(nl, o->old.rule);
	return send_rule(nl, o->old.rule, RTM_DELRULE, 0);
}

static uint8_t route_type_write(enum route_type type)
{
	switch (type) {
	case ROUTE_BLACKHOLE:
		return RTN_BLACKHOLE;
	case ROUTE_THROW:
		return RTN_THROW;
	case ROUTE_UNICAST:
		return RTN_UNICAST;
	case ROUTE_OTHER:
		break;
	}
	/* To delete: of any type. */
	return RTN_UNSPEC;
}

static bool all_on_link(const struct route *route)
{
	size_t i;

	for (i = 0; i < route->n_hop; i++)
		if (route->hop[i].gateway.family)
			return false;
	return route->n_hop;
}

static void put_gateway(struct nlmsghdr *nlh, const struct next_hop *hop)
{
	if (hop->gateway.family)
		mnl_attr_put(nlh, RTA_GATEWAY, address_bits(hop->gateway.family) / 8,
			     hop->gateway.bytes);
}

static void put_hops(struct nlmsghdr *nlh, const struct route *route)
{
	struct nlattr *nest;
	size_t i;

	if (route->n_hop == 1) {
		put_gateway(nlh, &route->hop[0]);
		mnl_attr_put_u32(nlh, RTA_OIF, if_nametoindex(route->hop[0].device));
		return;
	}
	nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);
	/* A nest by value, without the flag of one: what rtnetlink is used to. */
	nest->nla_type = RTA_MULTIPATH;
	for (i = 0; i < route->n_hop; i++) {
		struct rtnexthop *hop = mnl_nlmsg_get_payload_tail(nlh);

		*hop = (struct rtnexthop){
			.rtnh_ifindex = if_nametoindex(route->hop[i].device),
		};
		nlh->nlmsg_len += sizeof(*hop);
		put_gateway(nlh, &route->hop[i]);
		hop->rtnh_len = (char *)mnl_nlmsg_get_payload_tail(nlh) - (char *)hop;
	}
	mnl_attr_nest_end(nlh, nest);
}

static int send_route(struct nl_socket *nl, const struct route *route, uint16_t type,
		      uint16_t flags)
{
	const struct address *address = &route->destination.address;
	char *buf = xcalloc(1, REQUEST_SIZE + route->n_hop * HOP_SIZE);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct rtmsg *rtm;
	int ret;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = address->family;
	rtm->rtm_dst_len = route->destination.length;
	rtm->rtm_protocol = ROUTE_PROTOCOL;
	rtm->rtm_type = route_type_write(route->type);
	if (type == RTM_DELROUTE)
		rtm->rtm_scope = RT_SCOPE_NOWHERE;
	else if (address->family == AF_INET && all_on_link(route))
		rtm->rtm_scope = RT_SCOPE_LINK;
	if (route->destination.length)
		mnl_attr_put(nlh, RTA_DST, address_bits(address->family) / 8, address->bytes);
	mnl_attr_put_u32(nlh, RTA_TABLE, route->table);
	if (route->metric)
		mnl_attr_put_u32(nlh, RTA_PRIORITY, route->metric);
	if (route->n_hop && type != RTM_DELROUTE)
		put_hops(nlh, route);
	ret = nl_ack(nl, nlh);
	free(buf);
	return ret;
}

/* Next hops of IPv6 without a gateway are routes of their own, and go one by one. */
static int delete_route(struct nl_socket *nl, const struct route *route)
{
	size_t i;
	int ret;

	ret = send_route(nl, route, RTM_DELROUTE, 0);
	for (i = 1; !ret && route->destination.address.family == AF_INET6 && i < route->n_hop; i++)
		ret = send_route(nl, route, RTM_DELROUTE, 0);
	return ret;
}

static int add_route(struct nl_socket *nl, const struct route *route)
{
	return send_route(nl, route, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
}

static int change_route(struct nl_socket *nl, const struct operation *o)
{
	int ret;

	if (o->new.route->destination.address.family == AF_INET ||
	    !(all_on_link(o->old.route) || all_on_link(o->new.route)))
		return send_route(nl, o->new.route, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
	ret = delete_route(nl, o->old.route);
	return ret && ret != -ESRCH ? ret : add_route(nl, o->new.route);
}

static int carry_out_route(struct nl_socket *nl, const struct operation *o)
{
	switch (o->verb) {
	case VERB_ADD:
		return add_route(nl, o->new.route);
	case VERB_DELETE:
		return delete_route(nl, o->old.route);
	case VERB_CHANGE:
		break;
	}
	return change_route(nl, o);
}

int route_carry_out(struct nl_socket *nl, const struct operation *operation)
{
	int ret;

	if (operation->object == OBJECT_RULE)
		ret = carry_out_rule(nl, operation);
	else
		ret = carry_out_route(nl, operation);
	if (operation->verb == VERB_DELETE && (ret == -ESRCH || ret == -ENOENT))
		ret = 0;
	if (ret)
		report(nl, operation, ret);
	return ret;
}

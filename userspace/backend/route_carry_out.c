// SPDX-License-Identifier: GPL-2.0
#include "backend/route_carry_out.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/rtnetlink.h>

#include "backend/neighbour.h"
#include "backend/rule_message.h"
#include "nl/queue.h"
#include "util/error.h"

/* Bytes of a next hop in a request, at most. */
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
	case -ENODEV:
		return "the device does not exist";
	case -ENETDOWN:
		return "the link is down: set it up";
	case -EEXIST:
		return "another program has added the same one: remove it";
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

/**
 * struct change - what a request does
 * @operation: the operation that it belongs to
 * @deletes: it deletes something, which may be deleted already
 */
struct change {
	const struct operation *operation;
	bool deletes;
};

/**
 * struct writer - operations being carried out
 * @queue: their requests
 * @operation: the operation whose requests are being added
 * @err: of the first operation that was refused
 */
struct writer {
	struct nl_queue queue;
	const struct operation *operation;
	int err;
};

static void take_refusal(const void *about, int error, const struct nlmsghdr *answer, void *data)
{
	const struct change *change = about;
	struct writer *w = data;

	/* What fails after the first failure may be its consequence. */
	if (!error || w->err)
		return;
	if (change->deletes && (error == -ESRCH || error == -ENOENT || error == -ENODEV))
		return;
	w->err = error;
	report(w->queue.nl, change->operation, error);
}

static struct nlmsghdr *add_request(struct writer *w, uint16_t type, uint16_t flags, size_t room)
{
	struct change change = {
		.operation = w->operation,
		.deletes = type == RTM_DELRULE || type == RTM_DELROUTE ||
			   type == RTM_DELNEIGH,
	};

	return nl_queue_add(&w->queue, type, flags, room, &change);
}

static void write_rule(struct writer *w, const struct operation *o)
{
	struct nlmsghdr *nlh;

	if (o->verb == VERB_ADD) {
		/*
		 * With NLM_F_EXCL, the kernel would refuse a rule that differs from one
		 * which is deleted later only in the target of its goto.
		 */
		nlh = add_request(w, RTM_NEWRULE, NLM_F_CREATE, REQUEST_SIZE);
		rule_message_put(nlh, o->new.rule);
		return;
	}
	nlh = add_request(w, RTM_DELRULE, 0, REQUEST_SIZE);
	if (o->old.rule->plain)
		rule_message_put(nlh, o->old.rule);
	else
		rule_message_put_key(nlh, o->old.rule);
}

static uint8_t route_type_write(enum route_type type)
{
	switch (type) {
	case ROUTE_BLACKHOLE:
		return RTN_BLACKHOLE;
	case ROUTE_LOCAL:
		return RTN_LOCAL;
	case ROUTE_UNICAST:
		return RTN_UNICAST;
	case ROUTE_OTHER:
		break;
	}
	/* A request to delete matches any type. */
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
	/* rtnetlink expects this nest without NLA_F_NESTED. */
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

static void put_route(struct writer *w, const struct route *route, uint16_t type, uint16_t flags)
{
	const struct address *address = &route->destination.address;
	struct nlmsghdr *nlh = add_request(w, type, flags,
					   REQUEST_SIZE + route->n_hop * HOP_SIZE);
	struct rtmsg *rtm;

	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = address->family;
	rtm->rtm_dst_len = route->destination.length;
	rtm->rtm_protocol = ROUTE_PROTOCOL;
	rtm->rtm_type = route_type_write(route->type);
	if (type == RTM_DELROUTE)
		rtm->rtm_scope = RT_SCOPE_NOWHERE;
	else if (address->family == AF_INET && route->type == ROUTE_LOCAL)
		rtm->rtm_scope = RT_SCOPE_HOST;
	else if (address->family == AF_INET && all_on_link(route))
		rtm->rtm_scope = RT_SCOPE_LINK;
	if (route->destination.length)
		mnl_attr_put(nlh, RTA_DST, address_bits(address->family) / 8, address->bytes);
	mnl_attr_put_u32(nlh, RTA_TABLE, route->table);
	if (route->metric)
		mnl_attr_put_u32(nlh, RTA_PRIORITY, route->metric);
	if (route->n_hop && type != RTM_DELROUTE)
		put_hops(nlh, route);
}

static bool any_on_link(const struct route *route)
{
	size_t i;

	for (i = 0; i < route->n_hop; i++)
		if (!route->hop[i].gateway.family)
			return true;
	return false;
}

/* IPv6 next hops without a gateway are routes of their own, each deleted by a request. */
static void delete_route(struct writer *w, const struct route *route)
{
	size_t i;

	put_route(w, route, RTM_DELROUTE, 0);
	for (i = 1; route->destination.address.family == AF_INET6 && i < route->n_hop; i++)
		put_route(w, route, RTM_DELROUTE, 0);
}

/*
 * IPv6 has several next hops of a route only if they have gateways: one without is a route
 * of its own, which is appended.
 */
static void add_separately(struct writer *w, const struct route *route)
{
	struct route by_gateways = *route, single = *route;
	uint16_t flags = NLM_F_CREATE | NLM_F_EXCL;
	size_t i;

	by_gateways.hop = NULL;
	by_gateways.n_hop = 0;
	for (i = 0; i < route->n_hop; i++)
		if (route->hop[i].gateway.family)
			route_add_hop(&by_gateways, route->hop[i].device, &route->hop[i].gateway);
	if (by_gateways.n_hop) {
		put_route(w, &by_gateways, RTM_NEWROUTE, flags);
		flags = NLM_F_CREATE | NLM_F_APPEND;
	}
	route_free(&by_gateways);
	single.n_hop = 1;
	for (i = 0; i < route->n_hop; i++) {
		if (route->hop[i].gateway.family)
			continue;
		single.hop = &route->hop[i];
		put_route(w, &single, RTM_NEWROUTE, flags);
		flags = NLM_F_CREATE | NLM_F_APPEND;
	}
}

static void add_route(struct writer *w, const struct route *route)
{
	if (route->destination.address.family == AF_INET6 && any_on_link(route))
		add_separately(w, route);
	else
		put_route(w, route, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
}

static void change_route(struct writer *w, const struct operation *o)
{
	if (o->new.route->destination.address.family == AF_INET ||
	    !(any_on_link(o->old.route) || any_on_link(o->new.route))) {
		put_route(w, o->new.route, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
		return;
	}
	delete_route(w, o->old.route);
	add_route(w, o->new.route);
}

static void write_route(struct writer *w, const struct operation *o)
{
	switch (o->verb) {
	case VERB_ADD:
		add_route(w, o->new.route);
		break;
	case VERB_DELETE:
		delete_route(w, o->old.route);
		break;
	case VERB_CHANGE:
		change_route(w, o);
		break;
	}
}

static void write_neighbour(struct writer *w, const struct operation *o)
{
	if (o->verb == VERB_DELETE)
		neighbour_put(add_request(w, RTM_DELNEIGH, 0, REQUEST_SIZE), o->old.neighbour);
	else
		neighbour_put(add_request(w, RTM_NEWNEIGH, NLM_F_CREATE, REQUEST_SIZE),
			      o->new.neighbour);
}

int routes_carry_out(struct nl_socket *nl, const struct operations *operations)
{
	struct writer w = { 0 };
	int ret = neighbours_silence(nl, operations);
	size_t i;

	if (ret)
		return ret;
	nl_queue_init(&w.queue, nl, NL_QUEUE_CHANGES, sizeof(struct change), take_refusal, &w);
	for (i = 0; !w.err && i < operations->n; i++) {
		w.operation = &operations->v[i];
		if (w.operation->object == OBJECT_RULE)
			write_rule(&w, w.operation);
		else if (w.operation->object == OBJECT_ROUTE)
			write_route(&w, w.operation);
		else if (w.operation->object == OBJECT_NEIGHBOUR)
			write_neighbour(&w, w.operation);
	}
	if (!w.err) {
		ret = nl_queue_send(&w.queue);
		if (ret && !w.err)
			error("cannot change routes: %s", nl_strerror(nl, ret));
	}
	nl_queue_free(&w.queue);
	if (w.err || ret)
		return w.err ? w.err : ret;
	return neighbours_wake(operations);
}

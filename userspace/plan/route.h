/* SPDX-License-Identifier: GPL-2.0 */
/* Routing rules and routes, as rtnetlink carries them. */
#ifndef ERSYM_PLAN_ROUTE_H
#define ERSYM_PLAN_ROUTE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "model/address.h"

/* Routing protocol of every rule and route of ours: what carries it is ours. */
#define ROUTE_PROTOCOL 117
/* A circuit's table, and the priority of its rule, is this plus its id. */
#define ROUTE_TABLE 7000
/* Where the rules that lead there begin, if there are many; see rules.c. */
#define ROUTE_RULES 6400
/* The end of them: the largest mark has room for ids of ten bits. */
#define ROUTE_RULES_END (ROUTE_TABLE + 1023)
/* Metric of the blackholes, worse than any route to the same place. */
#define ROUTE_BLACKHOLE_METRIC 7000

/**
 * struct ip_rule - a routing rule
 * @family: AF_INET or AF_INET6
 * @mark: matches packets whose mark under @mask is this
 * @mask: 0: the rule does not look at the mark
 * @table: where it looks up; 0: it does something else
 * @target: the priority that it goes to; 0: it goes nowhere
 * @protocol: ROUTE_PROTOCOL if it is ours
 * @plain: it has no other condition or action
 * @vrf: it looks up in the table of the packet's VRF
 */
struct ip_rule {
	uint8_t family;
	uint32_t priority;
	uint32_t mark;
	uint32_t mask;
	uint32_t table;
	uint32_t target;
	uint8_t protocol;
	bool plain;
	bool vrf;
};

/**
 * struct next_hop - where a route leads
 * @gateway: family 0: none, the destination is on the link
 */
struct next_hop {
	char device[IFNAMSIZ];
	struct address gateway;
};

enum route_type {
	ROUTE_UNICAST,
	ROUTE_BLACKHOLE,
	ROUTE_THROW,
	ROUTE_OTHER,
};

/**
 * struct route - a route of ours
 * @destination: of length 0: the default
 * @hop: of ROUTE_UNICAST, by device and gateway; all of equal weight
 */
struct route {
	uint32_t table;
	enum route_type type;
	struct prefix destination;
	uint32_t metric;
	struct next_hop *hop;
	size_t n_hop;
};

void route_add_hop(struct route *route, const char *device, const struct address *gateway);
/* By what makes a route the same one: family, table, destination, metric. */
int route_compare(const struct route *a, const struct route *b);
/* The same in type and next hops as well. */
bool route_equal(const struct route *a, const struct route *b);
/* Whether @to has no next hop but some of @from's. */
bool route_narrows(const struct route *from, const struct route *to);
void route_free(struct route *route);
/* Whether it is where rules of ours may be, so that one of these could go past it. */
bool ip_rule_is_between(const struct ip_rule *rule);
int ip_rule_compare(const struct ip_rule *a, const struct ip_rule *b);

/* As ip(8) would print them, without a line end. */
void route_print(const struct route *route, FILE *out);
void ip_rule_print(const struct ip_rule *rule, FILE *out);
const char *route_type_name(enum route_type type);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Routes, as rtnetlink carries them. */
#ifndef ERSYM_PLAN_ROUTE_H
#define ERSYM_PLAN_ROUTE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "model/address.h"

/* Routing protocol of every rule and route of ours; it is how they are recognised. */
#define ROUTE_PROTOCOL 117
/* A circuit's table, to which its id is added. */
#define ROUTE_TABLE 7000
/* Metric of the routes that make the kernel answer for addresses, before the blackholes. */
#define ROUTE_LOCAL_METRIC 6999
/* Metric of the blackholes, worse than that of any route to the same destination. */
#define ROUTE_BLACKHOLE_METRIC 7000

/**
 * struct next_hop - a next hop of a route
 * @device: name of the outgoing device
 * @gateway: family 0: none, the destination is on the link
 */
struct next_hop {
	char device[IFNAMSIZ];
	struct address gateway;
};

enum route_type {
	ROUTE_UNICAST,
	ROUTE_BLACKHOLE,
	ROUTE_LOCAL,
	ROUTE_OTHER,
};

/**
 * struct route - a route of ours
 * @table: routing table
 * @type: what happens to packets
 * @destination: of length 0: the default
 * @metric: lower is preferred
 * @hop: next hops of ROUTE_UNICAST, by device and gateway, all of equal weight; or the device
 *	of ROUTE_LOCAL
 * @n_hop: number of @hop
 */
struct route {
	uint32_t table;
	enum route_type type;
	struct prefix destination;
	uint32_t metric;
	struct next_hop *hop;
	size_t n_hop;
};

/**
 * route_add_hop() - add a next hop to a route
 * @route: the route
 * @device: name of the outgoing device
 * @gateway: NULL for none
 */
void route_add_hop(struct route *route, const char *device, const struct address *gateway);

/**
 * route_compare() - order two routes by family, table, destination and metric
 * @a: a route
 * @b: another one
 *
 * Return: negative, zero or positive, as for qsort(); zero means that the
 * kernel has only one of them, whatever types and next hops are.
 */
int route_compare(const struct route *a, const struct route *b);

/**
 * route_equal() - compare two routes with types and next hops
 * @a: a route
 * @b: another one
 *
 * Return: true if they are the same.
 */
bool route_equal(const struct route *a, const struct route *b);

/**
 * route_narrows() - check whether a change only removes next hops
 * @from: the route before
 * @to: the route after
 *
 * Return: true if @to has some of the next hops of @from and no others.
 */
bool route_narrows(const struct route *from, const struct route *to);

/**
 * route_free() - free the next hops of a route
 * @route: the route
 */
void route_free(struct route *route);

/**
 * route_print() - write a route as ip(8) prints it, without a line end
 * @route: the route
 * @out: where to
 */
void route_print(const struct route *route, FILE *out);

/**
 * route_type_name() - name of a type of routes, as ip(8) has it
 * @type: the type
 *
 * Return: the name.
 */
const char *route_type_name(enum route_type type);

#endif

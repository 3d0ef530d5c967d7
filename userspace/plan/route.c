// SPDX-License-Identifier: GPL-2.0
#include "plan/route.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "util/array.h"

#define compare_number(a, b) ((a) < (b) ? -1 : (a) > (b))

static int compare_hop(const void *a, const void *b)
{
	const struct next_hop *x = a, *y = b;
	int order = strcmp(x->device, y->device);

	return order ? order : address_compare(&x->gateway, &y->gateway);
}

void route_add_hop(struct route *route, const char *device, const struct address *gateway)
{
	struct next_hop *hop;

	route->hop = array_grow(route->hop, route->n_hop, sizeof(*route->hop));
	hop = &route->hop[route->n_hop++];
	strncpy(hop->device, device, IFNAMSIZ - 1);
	if (gateway)
		hop->gateway = *gateway;
	qsort(route->hop, route->n_hop, sizeof(*route->hop), compare_hop);
}

int route_compare(const struct route *a, const struct route *b)
{
	int order;

	order = compare_number(a->destination.address.family, b->destination.address.family);
	if (!order)
		order = compare_number(a->table, b->table);
	if (!order)
		order = prefix_compare(&a->destination, &b->destination);
	if (!order)
		order = compare_number(a->metric, b->metric);
	return order;
}

bool route_equal(const struct route *a, const struct route *b)
{
	size_t i;

	if (route_compare(a, b) || a->type != b->type || a->n_hop != b->n_hop)
		return false;
	for (i = 0; i < a->n_hop; i++)
		if (compare_hop(&a->hop[i], &b->hop[i]))
			return false;
	return true;
}

static bool has_hop(const struct route *route, const struct next_hop *hop)
{
	size_t i;

	for (i = 0; i < route->n_hop; i++)
		if (!compare_hop(&route->hop[i], hop))
			return true;
	return false;
}

bool route_narrows(const struct route *from, const struct route *to)
{
	size_t i;

	for (i = 0; i < to->n_hop; i++)
		if (!has_hop(from, &to->hop[i]))
			return false;
	return to->n_hop < from->n_hop;
}

void route_free(struct route *route)
{
	free(route->hop);
}

const char *route_type_name(enum route_type type)
{
	switch (type) {
	case ROUTE_UNICAST:
		return "unicast";
	case ROUTE_BLACKHOLE:
		return "blackhole";
	case ROUTE_LOCAL:
		return "local";
	case ROUTE_OTHER:
		break;
	}
	return "other";
}

static void print_hop(const struct next_hop *hop, FILE *out)
{
	char buf[PREFIX_STRLEN];

	if (hop->gateway.family)
		fprintf(out, " via %s", address_format(&hop->gateway, buf));
	fprintf(out, " dev %s", hop->device);
}

void route_print(const struct route *route, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	if (route->type != ROUTE_UNICAST)
		fprintf(out, "%s ", route_type_name(route->type));
	if (route->destination.length)
		fputs(prefix_format(&route->destination, buf), out);
	else
		fputs(route->destination.address.family == AF_INET ? "default" : "::/0", out);
	if (route->n_hop == 1)
		print_hop(&route->hop[0], out);
	if (route->table != 254)
		fprintf(out, " table %u", route->table);
	if (route->metric)
		fprintf(out, " metric %u", route->metric);
	for (i = 0; route->n_hop > 1 && i < route->n_hop; i++) {
		fputs(" nexthop", out);
		print_hop(&route->hop[i], out);
	}
}

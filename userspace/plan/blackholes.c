// SPDX-License-Identifier: GPL-2.0
#include "plan/blackholes.h"

#include <stdlib.h>

#include <linux/rtnetlink.h>

static void add_blackhole(struct state *state, const struct prefix *destination)
{
	struct route *route = state_add_route(state);

	route->table = RT_TABLE_MAIN;
	route->type = ROUTE_BLACKHOLE;
	route->destination = *destination;
	route->metric = ROUTE_BLACKHOLE_METRIC;
}

static void add_blackholes(struct state *state, const struct prefix_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		add_blackhole(state, &list->v[i]);
}

void plan_blackholes(const struct site *site, struct state *state)
{
	struct prefix_list pools;
	size_t i;

	for (i = 0; i < site->n_circuit; i++) {
		if (site->circuit[i].remote)
			continue;
		pools = (struct prefix_list){ 0 };
		circuit_pools(&site->circuit[i], &pools);
		add_blackholes(state, &pools);
		free(pools.v);
		add_blackholes(state, &site->circuit[i].inbound_snat);
	}
	for (i = 0; i < site->n_service; i++) {
		const struct service *service = &site->service[i];
		struct prefix prefix = prefix_of_address(&service->address);

		if (service->to.family && !service->address_link)
			add_blackhole(state, &prefix);
	}
}

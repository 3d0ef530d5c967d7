// SPDX-License-Identifier: GPL-2.0
#include "live/ownership.h"

#include <stdlib.h>

static bool has_address(const struct prefix_list *list, const struct address *address)
{
	size_t i;

	for (i = 0; address->family && i < list->n; i++)
		if (prefix_contains_address(&list->v[i], address))
			return true;
	return false;
}

static bool bears_pool(const struct circuit *circuit, const struct flow *flow)
{
	struct prefix_list pools = { 0 };
	bool bears;

	circuit_pools(circuit, &pools);
	bears = has_address(&pools, &flow->nat_source) || has_address(&pools, &flow->source) ||
		has_address(&pools, &flow->destination) ||
		has_address(&pools, &flow->nat_destination);
	free(pools.v);
	return bears;
}

bool circuit_owns_flow(const struct circuit *circuit, const struct flow *flow)
{
	if (flow->in == circuit->id && flow->nat_destination.family)
		return true;
	if (circuit->masquerade && flow->out == circuit->id && flow->nat_source.family)
		return true;
	return bears_pool(circuit, flow);
}

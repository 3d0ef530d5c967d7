// SPDX-License-Identifier: GPL-2.0
#include "plan/desired.h"

#include <string.h>

#include "plan/blackholes.h"
#include "plan/engine/way.h"
#include "plan/routes.h"
#include "plan/rules.h"
#include "plan/table/offload.h"
#include "plan/table/table.h"
#include "plan/wire.h"

/* Services and pools may share an address; the kernel has one route for it. */
static void unite_routes(struct state *state)
{
	size_t i, kept = 0;

	for (i = 0; i < state->n_route; i++) {
		if (kept && !route_compare(&state->route[kept - 1], &state->route[i]))
			route_free(&state->route[i]);
		else
			state->route[kept++] = state->route[i];
	}
	state->n_route = kept;
}

/* So may the addresses that are answered for. */
static void unite_neighbours(struct state *state)
{
	size_t i, kept = 0;

	for (i = 0; i < state->n_neighbour; i++)
		if (!kept || neighbour_compare(&state->neighbour[kept - 1], &state->neighbour[i]))
			state->neighbour[kept++] = state->neighbour[i];
	state->n_neighbour = kept;
}

void plan_desired(const struct site *site, const struct devices *devices,
		  const struct conditions *conditions, struct state *desired,
		  struct diagnostics *diags)
{
	struct wires wires;

	memset(desired, 0, sizeof(*desired));
	if (site->engine == ENGINE_MODULE)
		module_config_from_site(site, &desired->module);
	plan_routes(site, devices, conditions, desired, diags);
	plan_rules(site, desired);
	plan_blackholes(site, desired);
	wires_find(site, devices, &wires);
	plan_wires(&wires, desired, diags);
	table_desired(site, &wires, &desired->nft);
	wires_free(&wires);
	if (site->engine == ENGINE_NFTABLES)
		engine_without_way(site, devices, &desired->nft);
	if (site->offload && desired->nft.present)
		table_offload(site, devices, &desired->nft, diags);
	state_sort(desired);
	unite_routes(desired);
	unite_neighbours(desired);
}

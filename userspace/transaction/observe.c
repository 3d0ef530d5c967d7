// SPDX-License-Identifier: GPL-2.0
#include "transaction/observe.h"

#include <string.h>

#include "backend/module_get.h"
#include "backend/neighbour.h"
#include "backend/nft_observe.h"
#include "backend/route_observe.h"

int observe_state(struct kernel *kernel, struct state *state)
{
	int ret = 0;

	memset(state, 0, sizeof(*state));
	if (kernel->has_module)
		ret = module_get(&kernel->module, &state->module);
	if (!ret)
		ret = routes_observe(&kernel->route, state);
	if (!ret)
		ret = neighbours_observe(&kernel->route, state);
	if (!ret)
		ret = nft_observe(&kernel->nft, &state->nft, &state->nft_generation);
	if (ret)
		state_free(state);
	else
		state_sort(state);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "network/model/network.h"
#include "util/array.h"

struct net_shown *net_view_add(struct net_view *view)
{
	view->known = true;
	view->hop = array_grow(view->hop, view->n_hop, sizeof(*view->hop));
	return &view->hop[view->n_hop++];
}

void net_shown_add(struct net_shown *shown, const struct address *address)
{
	shown->address = array_grow(shown->address, shown->n_address, sizeof(*shown->address));
	shown->address[shown->n_address++] = *address;
}

void net_view_free(struct net_view *view)
{
	size_t i;

	for (i = 0; i < view->n_hop; i++)
		free(view->hop[i].address);
	free(view->hop);
}

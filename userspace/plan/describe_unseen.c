// SPDX-License-Identifier: GPL-2.0
#include "plan/describe_unseen.h"

#include <string.h>

static struct circuit *find(struct site *site, const struct circuit *circuit)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (site->circuit[i].id == circuit->id &&
		    !strcmp(site->circuit[i].name, circuit->name))
			return &site->circuit[i];
	return NULL;
}

void plan_describe_unseen(struct site *site, struct site *applied)
{
	struct circuit *from, *to;
	size_t i;

	for (i = 0; i < site->n_circuit; i++) {
		to = &site->circuit[i];
		from = find(applied, to);
		if (!from)
			continue;
		if (!to->default_route)
			to->default_route = from->default_route;
		to->hold_down = from->hold_down;
		to->probe = from->probe;
		memset(&from->probe, 0, sizeof(from->probe));
	}
}

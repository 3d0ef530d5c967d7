// SPDX-License-Identifier: GPL-2.0
#include "live/circuit.h"

#include <stdlib.h>
#include <string.h>

void circuit_state_free(struct circuit_state *circuit)
{
	free(circuit->link);
	memset(circuit, 0, sizeof(*circuit));
}

void circuit_states_free(struct circuit_states *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		circuit_state_free(&list->v[i]);
	free(list->v);
	memset(list, 0, sizeof(*list));
}

// SPDX-License-Identifier: GPL-2.0
#include "live/past.h"

#include <stdlib.h>
#include <string.h>

void past_change_free(struct past_change *change)
{
	free(change->action);
	free(change->user);
	free(change->login);
	free(change->terminal);
	free(change->command);
	free(change->summary);
}

void past_free(struct past *past)
{
	size_t i;

	for (i = 0; i < past->n; i++)
		past_change_free(&past->v[i]);
	free(past->v);
	memset(past, 0, sizeof(*past));
}

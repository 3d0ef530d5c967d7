// SPDX-License-Identifier: GPL-2.0
#include "plan/neighbour.h"

#include <string.h>

int neighbour_compare(const struct neighbour *a, const struct neighbour *b)
{
	int order = strcmp(a->device, b->device);

	return order ? order : address_compare(&a->address, &b->address);
}

void neighbour_print(const struct neighbour *neighbour, FILE *out)
{
	char buf[PREFIX_STRLEN];

	fprintf(out, "proxy %s dev %s", address_format(&neighbour->address, buf),
		neighbour->device);
}

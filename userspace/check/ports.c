// SPDX-License-Identifier: GPL-2.0
#include "check/ports.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

int check_ports_compare(const struct port_range *a, const struct port_range *b)
{
	if (a->protocol != b->protocol)
		return a->protocol < b->protocol ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return location_compare(a->at, b->at);
}

const char *check_ports_format(const struct port_range *range, char buf[static PORT_RANGE_STRLEN])
{
	if (range->protocol)
		port_range_public(range, buf);
	else
		strcpy(buf, "every port");
	return buf;
}

static int compare(const void *a, const void *b)
{
	return check_ports_compare(a, b);
}

void check_ports(struct check *check, const struct service *s)
{
	const struct port_range *widest, *a, *b;
	struct port_range *sorted;
	char later[PORT_RANGE_STRLEN], earlier[PORT_RANGE_STRLEN];
	size_t i;

	for (i = 0; i < s->n_port; i++) {
		if (!s->to.family && !s->incomplete && port_range_is_shifted(&s->port[i]))
			check_error(check, s->port[i].at, "port-without-to",
				    "service %s has no \"to\", so its ports are not translated; add \"to\", or write the public port only",
				    s->name);
	}
	sorted = xmemdup(s->port, s->n_port * sizeof(*sorted));
	qsort(sorted, s->n_port, sizeof(*sorted), compare);
	for (i = 1, widest = sorted; i < s->n_port; i++) {
		a = widest;
		b = &sorted[i];
		if (b->protocol != widest->protocol || b->last > widest->last)
			widest = b;
		if (b->protocol != a->protocol || b->first > a->last)
			continue;
		check_order_by_location(a, b);
		check_error(check, b->at, "port-twice", "%s overlaps %s (line %u); remove one",
			    check_ports_format(b, later), check_ports_format(a, earlier),
			    a->at.line);
	}
	free(sorted);
}

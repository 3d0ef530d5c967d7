// SPDX-License-Identifier: GPL-2.0
#include "check/inside_device.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static const struct link *find_link(const struct site *site, const char *name,
				    const struct circuit **circuit)
{
	const struct circuit *c;
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		c = &site->circuit[i];
		for (j = 0; j < c->n_link; j++) {
			if (strcmp(c->link[j].name, name))
				continue;
			*circuit = c;
			return &c->link[j];
		}
	}
	return NULL;
}

/* A link that a pattern matches stays a link. */
static void check_inside_device(struct check *check, const struct inside_device *device)
{
	const struct circuit *circuit;
	const struct link *link;

	if (!strcmp(device->name, "lo"))
		check_error(check, device->at, "inside-loopback",
			    "lo is this host itself, whose own packets are never refused; remove it");
	link = find_link(check->site, device->name, &circuit);
	if (link)
		check_error(check, device->at, "inside-link",
			    "%s is a link of circuit %s (line %u) and cannot be inside too; remove it here or there",
			    device->name, circuit->name, link->at.line);
}

static int compare_devices(const void *pa, const void *pb)
{
	const struct inside_device *a = pa, *b = pb;
	int order = strcmp(a->name, b->name);

	return order ? order : location_compare(a->at, b->at);
}

void check_inside_devices(struct check *check)
{
	const struct site *site = check->site;
	size_t n = site->n_inside_device, i;
	struct inside_device *sorted;

	if (!n)
		return;
	sorted = xmemdup(site->inside_device, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare_devices);
	for (i = 0; i < n; i++) {
		check_inside_device(check, &sorted[i]);
		if (i && !strcmp(sorted[i].name, sorted[i - 1].name))
			check_error(check, sorted[i].at, "inside-device-twice",
				    "%s is already named in line %u; remove one of them",
				    sorted[i].name, sorted[i - 1].at.line);
	}
	free(sorted);
}

// SPDX-License-Identifier: GPL-2.0
#include "plan/device.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

struct device *devices_add(struct devices *devices, const char *name)
{
	struct device *device;

	devices->v = array_grow(devices->v, devices->n, sizeof(*devices->v));
	device = &devices->v[devices->n++];
	strncpy(device->name, name, sizeof(device->name) - 1);
	return device;
}

static int compare(const void *a, const void *b)
{
	const struct device *x = a, *y = b;

	return strcmp(x->name, y->name);
}

void devices_sort(struct devices *devices)
{
	if (devices->n > 1)
		qsort(devices->v, devices->n, sizeof(*devices->v), compare);
}

const struct device *devices_find(const struct devices *devices, const char *name)
{
	struct device key = { 0 };

	if (!devices->n)
		return NULL;
	strncpy(key.name, name, sizeof(key.name) - 1);
	return bsearch(&key, devices->v, devices->n, sizeof(*devices->v), compare);
}

bool device_reaches(const struct device *device, const struct address *gateway)
{
	size_t i;

	for (i = 0; i < device->n_reached; i++)
		if (address_equal(&device->reached[i], gateway))
			return true;
	return false;
}

void devices_free(struct devices *devices)
{
	size_t i;

	for (i = 0; i < devices->n; i++) {
		free(devices->v[i].flowtable);
		free(devices->v[i].flowtable_leave);
		free(devices->v[i].connected.v);
	}
	free(devices->own.v);
	circuits_down_free(&devices->down);
	free(devices->v);
	memset(devices, 0, sizeof(*devices));
}

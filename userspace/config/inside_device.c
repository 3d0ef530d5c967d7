// SPDX-License-Identifier: GPL-2.0
#include "config/inside_device.h"

#include <stdlib.h>
#include <string.h>

#include <linux/ersym.h>

#include "model/device_name.h"
#include "model/site.h"
#include "util/array.h"

static void read_inside_device(struct reader *r, const yaml_node_t *node, struct site *site)
{
	struct inside_device *device;
	char buf[QUOTED_STRLEN];
	const char *name, *star;

	name = document_text(&r->doc, node, "the name of a device");
	if (!name)
		return;
	star = strchr(name, '*');
	if (!device_name_is_valid(name)) {
		document_error(&r->doc, node_location(node), "device-name",
			       "%s cannot name a network device; use up to %d characters, none of them space, \"/\" or \":\"",
			       quoted(name, buf), ERSYM_DEVICE_MAX);
	} else if (star && (star == name || star[1])) {
		document_error(&r->doc, node_location(node), "device-pattern",
			       "%s is no pattern; write the beginning of the names and one asterisk at its end, like docker*",
			       quoted(name, buf));
	} else {
		site->inside_device = array_grow(site->inside_device, site->n_inside_device,
						 sizeof(*site->inside_device));
		device = &site->inside_device[site->n_inside_device++];
		strcpy(device->name, name);
		device->at = node_location(node);
	}
}

void read_inside_devices(struct reader *r, const struct entry *e, void *object)
{
	struct site *site = object;
	const yaml_node_t **items;
	size_t n, i;

	site->inside_devices_at = e->at;
	items = document_items(&r->doc, e->value, &n);
	if (!n)
		document_error(&r->doc, e->at, "empty",
			       "no devices; name those of the inside, or remove the key to trust every device that is no link");
	for (i = 0; i < n; i++)
		read_inside_device(r, items[i], site);
	free(items);
}

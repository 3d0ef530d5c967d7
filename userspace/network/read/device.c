// SPDX-License-Identifier: GPL-2.0
#include "network/read/read.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/array.h"

static void read_device_site(struct reader *r, const struct entry *e, void *object)
{
	struct desc_device *d = object;

	read_reference(r, e->value, "the name of a site", &d->site);
}

static void read_ersym(struct reader *r, const struct entry *e, void *object)
{
	struct desc_device *d = object;

	read_reference(r, e->value, "the path of an ersym.yaml", &d->ersym);
}

static void read_stateful(struct reader *r, const struct entry *e, void *object)
{
	struct desc_device *d = object;

	d->stateful = read_flag(r, e->value);
}

static void read_state(struct reader *r, const struct entry *e, void *object)
{
	struct desc_device *d = object;

	d->stateful = true;
	read_reference(r, e->value, "a name for the state that devices share", &d->state);
}

static void read_pins(struct reader *r, const struct entry *e, void *object)
{
	struct desc_device *d = object;

	d->pins = read_flag(r, e->value);
}

static void read_device_sees(struct reader *r, const struct entry *e, void *object)
{
	struct desc_device *d = object;

	d->scoped = true;
	read_references(r, e->value, "the name of a circuit", &d->sees);
}

static void read_default_to(struct reader *r, const struct entry *e, void *object)
{
	struct desc_device *d = object;

	read_references(r, e->value, "the name of a device", &d->default_to);
}

static void read_device_as(struct reader *r, const struct entry *e, void *object)
{
	struct desc_device *d = object;

	read_number(r, e->value, "an AS number", 1, UINT32_MAX, &d->as);
}

static const struct key device_keys[] = {
	{ "site", read_device_site, true },
	{ "as", read_device_as },
	{ "import", read_import },
	{ "ersym", read_ersym },
	{ "stateful", read_stateful },
	{ "shares-state", read_state },
	{ "pins", read_pins },
	{ "sees", read_device_sees },
	{ "default-to", read_default_to },
};

static void read_device(struct reader *r, const struct entry *e, void *object)
{
	struct description *desc = object;
	struct desc_device *d;
	char *what;

	desc->device = array_grow(desc->device, desc->n_device, sizeof(*desc->device));
	d = &desc->device[desc->n_device++];
	d->pins = -1;
	read_own_name(r, e, "device", &d->name);
	what = xasprintf("device %s", d->name.text);
	read_record(r, e->value, e->at, what, device_keys, ARRAY_SIZE(device_keys), d, NULL);
	free(what);
}

void read_devices(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of devices", read_device, object);
}

static void read_ends(struct reader *r, const struct entry *e, void *object)
{
	struct desc_link *l = object;

	read_references(r, e->value, "the name of a device", &l->ends);
	if (l->ends.n != 2)
		document_error(&r->doc, node_location(e->value), "ends",
			       "a link has two ends, found %zu; name two devices", l->ends.n);
}

static void read_cost(struct reader *r, const struct entry *e, void *object)
{
	struct desc_link *l = object;

	read_number(r, e->value, "a cost from 1 to 65535", 1, UINT16_MAX, &l->cost);
}

static void read_link_latency(struct reader *r, const struct entry *e, void *object)
{
	struct desc_link *l = object;

	read_latency(r, e->value, &l->latency);
}

static void read_link_addresses(struct reader *r, const struct entry *e, void *object)
{
	struct desc_link *l = object;
	const yaml_node_t **items;
	uint8_t length[2] = { 0, 0 };
	struct prefix p[2];
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < 2 && i < n; i++) {
		if (!read_interface(r, items[i], &l->address[i], &length[i]))
			goto out;
		p[i] = prefix_around(&l->address[i], length[i]);
	}
	l->length = length[0];
	if (n != 2 || prefix_compare(&p[0], &p[1]) ||
	    address_equal(&l->address[0], &l->address[1]))
		document_error(&r->doc, node_location(e->value), "link-addresses",
			       "expected two addresses of one subnet, like [192.0.2.0/31, 192.0.2.1/31]");
out:
	free(items);
}

static const struct key link_keys[] = {
	{ "ends", read_ends, true },
	{ "addresses", read_link_addresses },
	{ "cost", read_cost },
	{ "latency", read_link_latency },
};

void read_links(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;
	const yaml_node_t **items;
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		struct desc_link *l;

		d->link = array_grow(d->link, d->n_link, sizeof(*d->link));
		l = &d->link[d->n_link++];
		l->at = node_location(items[i]);
		l->cost = 10;
		read_record(r, items[i], l->at, "a link", link_keys, ARRAY_SIZE(link_keys), l,
			    NULL);
	}
	free(items);
}

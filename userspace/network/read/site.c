// SPDX-License-Identifier: GPL-2.0
#include "network/read/read.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/array.h"

static void read_segment_prefixes(struct reader *r, const struct entry *e, void *object)
{
	struct desc_segment *s = object;

	read_written_prefixes(r, e->value, &s->prefixes);
}

static void read_segment_device(struct reader *r, const struct entry *e, void *object)
{
	struct desc_segment *s = object;

	read_reference(r, e->value, "the name of a device", &s->device);
}

static void read_segment_hosts(struct reader *r, const struct entry *e, void *object)
{
	struct desc_segment *s = object;

	read_hosts(r, e, &s->hosts);
}

static void read_segment_gateway(struct reader *r, const struct entry *e, void *object)
{
	struct desc_segment *s = object;

	read_address(r, e->value, &s->gateway);
}

static void read_segment_sees(struct reader *r, const struct entry *e, void *object)
{
	struct desc_segment *s = object;

	read_references(r, e->value, "the name of a circuit", &s->sees);
}

static const struct key segment_keys[] = {
	{ "prefixes", read_segment_prefixes, true },
	{ "gateway", read_segment_gateway },
	{ "at", read_segment_device, true },
	{ "hosts", read_segment_hosts },
	{ "sees", read_segment_sees },
};

static void read_segment(struct reader *r, const struct entry *e, void *object)
{
	struct desc_site *site = object;
	struct desc_segment *s;
	char *what;

	site->segment = array_grow(site->segment, site->n_segment, sizeof(*site->segment));
	s = &site->segment[site->n_segment++];
	read_own_name(r, e, "segment", &s->name);
	what = xasprintf("segment %s", s->name.text);
	read_record(r, e->value, e->at, what, segment_keys, ARRAY_SIZE(segment_keys), s, NULL);
	free(what);
}

static void read_region(struct reader *r, const struct entry *e, void *object)
{
	struct desc_site *site = object;

	read_reference(r, e->value, "the name of a region", &site->region);
}

static void read_people(struct reader *r, const struct entry *e, void *object)
{
	struct desc_site *site = object;

	read_number(r, e->value, "a number of people", 0, UINT32_MAX, &site->people);
}

static void read_segments(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of segments", read_segment, object);
}

static void read_sees(struct reader *r, const struct entry *e, void *object)
{
	struct desc_site *site = object;

	site->scoped = true;
	read_references(r, e->value, "the name of a circuit", &site->sees);
}

static const struct key site_keys[] = {
	{ "region", read_region },
	{ "people", read_people },
	{ "segments", read_segments },
	{ "sees", read_sees },
};

static void read_site(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;
	struct desc_site *site;
	char *what;

	d->site = array_grow(d->site, d->n_site, sizeof(*d->site));
	site = &d->site[d->n_site++];
	read_own_name(r, e, "site", &site->name);
	what = xasprintf("site %s", site->name.text);
	read_record(r, e->value, e->at, what, site_keys, ARRAY_SIZE(site_keys), site, NULL);
	free(what);
}

void read_sites(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of sites", read_site, object);
}

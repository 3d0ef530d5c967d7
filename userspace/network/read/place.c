// SPDX-License-Identifier: GPL-2.0
/* Places where circuits could end that do not exist yet. */
#include "network/read/read.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/array.h"

/* Default: fewer people than this are no reason for a circuit. */
#define LEAST_PEOPLE 100

static void read_place_to(struct reader *r, const struct entry *e, void *object)
{
	struct desc_place *p = object;

	read_reference(r, e->value, "the name of a cloud, a slash, and its region", &p->to);
}

static void read_place_latency(struct reader *r, const struct entry *e, void *object)
{
	struct desc_place *p = object;

	read_latency(r, e->value, &p->latency);
}

static void read_people(struct reader *r, const struct entry *e, void *object)
{
	struct desc_place *p = object;

	read_number(r, e->value, "a number of people", 0, UINT32_MAX, &p->people);
}

static void read_place_site(struct reader *r, const struct entry *e, void *object)
{
	struct desc_place *p = object;
	struct desc_distance *d;

	p->site = array_grow(p->site, p->n_site, sizeof(*p->site));
	d = &p->site[p->n_site++];
	read_own_name(r, e, "site", &d->site);
	read_latency(r, e->value, &d->latency);
}

static void read_place_sites(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of sites to their latency", read_place_site, object);
}

static const struct key place_keys[] = {
	{ "to", read_place_to, true },
	{ "latency", read_place_latency, true },
	{ "sites", read_place_sites, true },
	{ "people", read_people },
};

static void read_place(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;
	struct desc_place *p;
	char *what;

	d->place = array_grow(d->place, d->n_place, sizeof(*d->place));
	p = &d->place[d->n_place++];
	p->people = LEAST_PEOPLE;
	read_own_name(r, e, "place", &p->name);
	what = xasprintf("place %s", p->name.text);
	read_record(r, e->value, e->at, what, place_keys, ARRAY_SIZE(place_keys), p, NULL);
	free(what);
}

void read_places(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of places", read_place, object);
}

// SPDX-License-Identifier: GPL-2.0
#include "network/read/read.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/array.h"

static void read_region_prefixes(struct reader *r, const struct entry *e, void *object)
{
	struct desc_region *region = object;

	read_written_prefixes(r, e->value, &region->prefixes);
}

static void read_region_hosts(struct reader *r, const struct entry *e, void *object)
{
	struct desc_region *region = object;

	read_hosts(r, e, &region->hosts);
}

static void read_region_latency(struct reader *r, const struct entry *e, void *object)
{
	struct desc_region *region = object;

	read_latency(r, e->value, &region->latency);
}

static void read_region_community(struct reader *r, const struct entry *e, void *object)
{
	struct desc_region *region = object;

	read_community(r, e->value, &region->community);
}

static const struct key region_keys[] = {
	{ "prefixes", read_region_prefixes, true },
	{ "hosts", read_region_hosts },
	{ "latency", read_region_latency },
	{ "community", read_region_community },
};

static void read_region(struct reader *r, const struct entry *e, void *object)
{
	struct desc_cloud *cloud = object;
	struct desc_region *region;
	char *what;

	cloud->region = array_grow(cloud->region, cloud->n_region, sizeof(*cloud->region));
	region = &cloud->region[cloud->n_region++];
	read_own_name(r, e, "region", &region->name);
	what = xasprintf("region %s", region->name.text);
	read_record(r, e->value, e->at, what, region_keys, ARRAY_SIZE(region_keys), region, NULL);
	free(what);
}

static void read_as(struct reader *r, const struct entry *e, void *object)
{
	struct desc_cloud *cloud = object;

	read_number(r, e->value, "an AS number", 1, UINT32_MAX, &cloud->as);
}

static void read_regions(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of regions", read_region, object);
}

static void read_backbone(struct reader *r, const struct entry *e, void *object)
{
	struct desc_cloud *cloud = object;

	read_latency(r, e->value, &cloud->backbone);
}

static void read_nearest(struct reader *r, const struct entry *e, void *object)
{
	struct desc_cloud *cloud = object;

	cloud->nearest = read_flag(r, e->value);
}

static void read_tenant(struct reader *r, const struct entry *e, void *object)
{
	struct desc_cloud *cloud = object;

	read_reference(r, e->value, "the name of a region", &cloud->tenant);
}

static const struct key cloud_keys[] = {
	{ "as", read_as, true },
	{ "regions", read_regions },
	{ "networks", read_networks },
	{ "peerings", read_peerings },
	{ "backbone", read_backbone },
	{ "nearest", read_nearest },
	{ "tenant", read_tenant },
};

static void read_cloud(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;
	struct desc_cloud *cloud;
	char *what;

	d->cloud = array_grow(d->cloud, d->n_cloud, sizeof(*d->cloud));
	cloud = &d->cloud[d->n_cloud++];
	read_own_name(r, e, "cloud", &cloud->name);
	what = xasprintf("cloud %s", cloud->name.text);
	read_record(r, e->value, e->at, what, cloud_keys, ARRAY_SIZE(cloud_keys), cloud, NULL);
	if (!cloud->n_region && !cloud->n_network)
		document_error(&r->doc, e->at, "missing-key",
			       "%s has neither regions nor networks; add one of the keys", what);
	free(what);
}

void read_clouds(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of clouds", read_cloud, object);
}

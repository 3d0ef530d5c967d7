// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "network/expand/parts.h"
#include "util/alloc.h"

/* All devices of a cloud are as near to one another as the IGP can tell. */
#define FABRIC_COST 10

static char *region_name(const char *cloud, const char *region)
{
	return xasprintf("%s-%s", cloud, region);
}

unsigned int expand_region(const struct expansion *x, const char *cloud, const char *region)
{
	char *name = region_name(cloud, region);
	unsigned int index = network_device(x->net, name);

	free(name);
	return index;
}

unsigned int expand_cloud(const struct expansion *x, const char *name)
{
	size_t length = strcspn(name, "/"), i;

	for (i = 0; i < x->d->n_cloud; i++) {
		const char *text = x->d->cloud[i].name.text;

		if (strlen(text) == length && !strncmp(text, name, length))
			return (unsigned int)i;
	}
	return NONE;
}

/*
 * What a region gives to the Internet: all that its cloud has, and nothing of others.
 * Its own is nearer by it than by the other regions.
 */
static unsigned int region_export(struct expansion *x, const struct desc_cloud *cloud,
				  size_t region)
{
	unsigned int index = (unsigned int)x->net->n_policy;
	char *name = region_name(cloud->name.text, cloud->region[region].name.text);
	struct policy *p = network_add_policy(x->net, name);
	struct policy_term *term;
	size_t i, j;

	free(name);
	for (i = 0; i < cloud->n_region; i++) {
		if (!cloud->region[i].prefixes.list.n)
			continue;
		term = policy_add_term(p);
		term->prepend = i != region;
		for (j = 0; j < cloud->region[i].prefixes.list.n; j++)
			policy_term_match(term, &cloud->region[i].prefixes.list.v[j]);
	}
	return index;
}

static void add_region(struct expansion *x, const struct desc_cloud *cloud,
		       const struct desc_region *region)
{
	char *name = region_name(cloud->name.text, region->name.text);
	unsigned int device = expand_device(x, name, SIDE_CLOUD, cloud->as, region->name.at);
	unsigned int first = (unsigned int)x->net->n_segment;
	struct net_segment *s;
	size_t i;

	x->net->device[device].region = xstrdup(region->name.text);
	for (i = 0; i < region->prefixes.list.n; i++) {
		s = network_add_segment(x->net, name);
		s->device = device;
		s->prefix = region->prefixes.list.v[i];
		s->igp = true;
		expand_view_any(&s->view);
		s->at = region->prefixes.at[i];
		network_add_origin(x->net, device, &s->prefix)->at = s->at;
	}
	expand_hosts(x, &region->hosts, first, (unsigned int)region->prefixes.list.n);
	free(name);
}

static void join_regions(struct expansion *x, const struct desc_cloud *cloud, unsigned int first)
{
	unsigned int i, j;

	for (i = 0; i < cloud->n_region; i++) {
		for (j = i + 1; j < cloud->n_region; j++) {
			unsigned int link = expand_internal_link(x, first + i, first + j,
								 FABRIC_COST, cloud->backbone);

			expand_view_any(&x->net->link[link].end[0].view);
			expand_view_any(&x->net->link[link].end[1].view);
			expand_internal_session(x, first + i, first + j);
		}
	}
}

/* What is answered out of another region than it is asked in crosses the backbone. */
static void place_tenant(struct expansion *x, const struct desc_cloud *cloud, unsigned int first)
{
	unsigned int home, i;

	if (!cloud->tenant.text)
		return;
	home = expand_region(x, cloud->name.text, cloud->tenant.text);
	if (home == NONE)
		expand_error(x, cloud->tenant.at, "unknown-region",
			     "cloud %s has no region %s; add it under regions, or name another",
			     cloud->name.text, cloud->tenant.text);
	for (i = first; home != NONE && i < first + cloud->n_region; i++) {
		if (i == home)
			continue;
		x->net->device[i].tenant = home;
		x->net->device[i].to_tenant = cloud->backbone;
	}
}

static bool has_internet(const struct description *d)
{
	size_t i;

	for (i = 0; i < d->n_circuit; i++) {
		if (!d->circuit[i].to.text)
			return true;
	}
	return d->internet.n;
}

/* A region's own way to the Internet. */
static void join_internet(struct expansion *x, unsigned int internet, unsigned int region,
			  unsigned int policy)
{
	unsigned int link = expand_internal_link(x, region, internet, 1, 0);
	struct net_session *s;

	x->net->link[link].igp = false;
	expand_view_any(&x->net->link[link].end[0].view);
	expand_view_any(&x->net->link[link].end[1].view);
	s = network_add_session(x->net, region, internet);
	s->link = link;
	s->peer[0].export = policy;
}

static void add_internet(struct expansion *x)
{
	struct prefix everything = { .address.family = AF_INET };
	unsigned int device;
	struct net_segment *s;

	device = expand_device(x, INTERNET_NAME, SIDE_INTERNET, INTERNET_AS, x->d->at);
	s = network_add_segment(x->net, INTERNET_NAME);
	s->device = device;
	s->prefix = everything;
	expand_view_any(&s->view);
	network_add_origin(x->net, device, &everything);
	expand_hosts(x, &x->d->internet, (unsigned int)x->net->n_segment - 1, 1);
}

void expand_clouds(struct expansion *x)
{
	unsigned int internet = NONE;
	size_t i, j;

	if (has_internet(x->d)) {
		internet = (unsigned int)x->net->n_device;
		add_internet(x);
	}
	for (i = 0; i < x->d->n_cloud; i++) {
		const struct desc_cloud *cloud = &x->d->cloud[i];
		unsigned int first = (unsigned int)x->net->n_device;

		for (j = 0; j < cloud->n_region; j++)
			add_region(x, cloud, &cloud->region[j]);
		join_regions(x, cloud, first);
		place_tenant(x, cloud, first);
		expand_networks(x, cloud);
		if (internet == NONE)
			continue;
		for (j = 0; j < cloud->n_region; j++)
			join_internet(x, internet, first + (unsigned int)j,
				      region_export(x, cloud, j));
	}
}

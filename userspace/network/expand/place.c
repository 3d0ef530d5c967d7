// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "network/expand/parts.h"

/* The region that "cloud/region" names, or NONE, which is reported. */
static unsigned int find_region(struct expansion *x, const struct desc_name *to)
{
	unsigned int cloud = expand_cloud(x, to->text), region = NONE;
	const char *slash = strchr(to->text, '/');

	if (cloud != NONE && slash)
		region = expand_region(x, x->d->cloud[cloud].name.text, slash + 1);
	if (region == NONE)
		expand_error(x, to->at, "unknown-region",
			     "there is no region %s; write a cloud, a slash and one of its regions",
			     to->text);
	return region;
}

static void add_distances(struct expansion *x, const struct desc_place *p, struct net_place *place)
{
	unsigned int site;
	size_t i;

	for (i = 0; i < p->n_site; i++) {
		site = network_site(x->net, p->site[i].site.text);
		if (site == NONE)
			expand_error(x, p->site[i].site.at, "unknown-site",
				     "there is no site %s; add it under sites, or name another",
				     p->site[i].site.text);
		else
			net_place_add(place, site, p->site[i].latency);
	}
}

void expand_places(struct expansion *x)
{
	size_t i;

	for (i = 0; i < x->d->n_place; i++) {
		const struct desc_place *p = &x->d->place[i];
		struct net_place *place = network_add_place(x->net, p->name.text);

		place->region = find_region(x, &p->to);
		place->latency = p->latency;
		place->people = p->people;
		add_distances(x, p, place);
	}
}

// SPDX-License-Identifier: GPL-2.0
/* What works, and is right only if it is meant. */
#include <string.h>

#include "network/lint/lint.h"
#include "network/walk/verify.h"

static bool is_same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static unsigned int device_of(const struct network *net, const struct address *a)
{
	unsigned int segment = network_segment_of(net, a);

	return segment == NONE ? NONE : net->segment[segment].device;
}

/* Whether a service is used at a site, in a cloud's region of its own or in another one. */
static bool is_used(const struct lint_input *in, const struct net_service *s, unsigned int site,
		    const struct desc_cloud *cloud, bool own)
{
	unsigned int to = device_of(in->net, &s->packet.destination);
	const struct net_device *client = &in->net->device[s->device];

	return client->site == site && to != NONE && in->net->device[to].side == SIDE_CLOUD &&
	       in->net->device[to].as == cloud->as && in->net->device[to].region &&
	       is_same(client->region, in->net->device[to].region) == own;
}

static bool has_region(const struct desc_cloud *cloud, const char *region)
{
	size_t i;

	for (i = 0; i < cloud->n_region; i++) {
		if (is_same(cloud->region[i].name.text, region))
			return true;
	}
	return false;
}

/* Whether a site has a Microsoft peering with a cloud. */
static bool has_peering(const struct lint_input *in, unsigned int site, uint32_t as)
{
	const struct net_device *device = in->net->device;
	unsigned int i;

	for (i = 0; i < in->net->n_circuit; i++) {
		const struct net_circuit *c = &in->net->circuit[i];

		if (lint_is_er(in, i) && c->device != NONE && c->far != NONE &&
		    device[c->device].site == site && device[c->far].as == as)
			return true;
	}
	return false;
}

/*
 * All that a site without a circuit uses of a cloud is elsewhere, although the cloud is in the
 * site's region.
 */
static void check_sessions(const struct lint_input *in, unsigned int site,
			   const struct desc_cloud *cloud, struct diagnostics *diags)
{
	const struct net_service *found = NULL;
	size_t i;

	if (has_peering(in, site, cloud->as))
		return;
	for (i = 0; i < in->net->n_service; i++) {
		const struct net_service *s = &in->net->service[i];

		if (is_used(in, s, site, cloud, true))
			return;
		if (!found && is_used(in, s, site, cloud, false))
			found = s;
	}
	if (found)
		diagnostics_add(diags, SEVERITY_NOTE, found->at, "sessions-elsewhere",
				"sessions of %s are in region %s of %s, although it has %s; that is so if DNS or a proxy of the other site is used",
				in->net->site[site].name,
				in->net->device[device_of(in->net,
							  &found->packet.destination)].region,
				cloud->name.text, in->d->site[site].region.text);
}

/* A cloud that a circuit leads to comes in by the Internet, as the service says. */
static void check_inbound(const struct lint_input *in, unsigned int service,
			  struct diagnostics *diags)
{
	const struct net_service *s = &in->net->service[service];
	struct verified v;

	if (s->circuit == NONE || !lint_is_internet(in, s->circuit) ||
	    in->net->device[s->device].side != SIDE_CLOUD ||
	    !lint_has_nat(in, s->circuit, NAT_INBOUND) ||
	    !has_peering(in, in->net->device[in->net->circuit[s->circuit].device].site,
			 in->net->device[s->device].as))
		return;
	verified_walk(in->routes, service, &v);
	if (verified_is_good(in->net, &v))
		diagnostics_add(diags, SEVERITY_NOTE, s->at, "inbound-by-choice",
				"inbound on %s by choice: %s could be announced on the Microsoft peering, too",
				in->net->circuit[s->circuit].name, s->name);
	trips_free(&v.trips);
}

/* Two circuits that end near different regions of a cloud, which has to be described. */
static const struct desc_cloud *cloud_between(const struct lint_input *in, unsigned int a,
					      unsigned int b)
{
	const struct net_circuit *x = &in->net->circuit[a], *y = &in->net->circuit[b];
	const struct net_device *device = in->net->device;
	size_t i;

	if (!lint_is_er(in, a) || !lint_is_er(in, b) || x->device == NONE || y->device == NONE ||
	    x->far == NONE || y->far == NONE || device[x->far].as != device[y->far].as ||
	    device[x->device].site == device[y->device].site || !device[x->far].region ||
	    is_same(device[x->far].region, device[y->far].region))
		return NULL;
	for (i = 0; i < in->d->n_cloud; i++) {
		if (in->d->cloud[i].as == device[x->far].as)
			return &in->d->cloud[i];
	}
	return NULL;
}

/* The way inside from the first segment of the site of circuit @a. Return: whether it is known. */
static bool find_wan(const struct lint_input *in, unsigned int a, unsigned int b, uint64_t *wan)
{
	const struct net_device *device = in->net->device;
	unsigned int near = in->net->circuit[a].device, far = in->net->circuit[b].device;
	uint64_t to_near, to_far;
	size_t i;

	for (i = 0; i < in->net->n_segment; i++) {
		unsigned int from = in->net->segment[i].device;

		if (device[from].side != SIDE_OURS || device[from].site != device[near].site)
			continue;
		to_near = latency_between(&in->routes->latency, from, near);
		to_far = latency_between(&in->routes->latency, from, far);
		if (to_near == LATENCY_NONE || to_far == LATENCY_NONE || to_far < to_near)
			return false;
		*wan = to_far - to_near;
		return true;
	}
	return false;
}

/* Whether the WAN or the backbone of a cloud should carry traffic between regions. */
static void check_potato(const struct lint_input *in, unsigned int a, unsigned int b,
			 struct diagnostics *diags)
{
	const struct desc_cloud *cloud = cloud_between(in, a, b);
	const struct desc_circuit *x = &in->d->circuit[a], *y = &in->d->circuit[b];
	bool cold = x->n_preference && y->n_preference;
	bool hot = !x->n_preference && !y->n_preference && x->local_pref == y->local_pref;
	uint64_t wan;

	if (!cloud || !cloud->backbone || !find_wan(in, a, b, &wan))
		return;
	if (cold && wan > cloud->backbone)
		diagnostics_add(diags, SEVERITY_NOTE, y->name.at, "cold-potato-slower",
				"circuits %s and %s are chosen by region: the WAN takes %.1f ms longer than the backbone of %s; without prefer each site leaves by its own",
				x->name.text, y->name.text, (double)(wan - cloud->backbone) / 1000,
				cloud->name.text);
	if (hot && wan && wan < cloud->backbone)
		diagnostics_add(diags, SEVERITY_NOTE, y->name.at, "hot-potato-slower",
				"circuits %s and %s are chosen by site: the backbone of %s takes %.1f ms longer than the WAN; prefer chooses them by region",
				x->name.text, y->name.text, cloud->name.text,
				(double)(cloud->backbone - wan) / 1000);
}

void lint_intent(const struct lint_input *in, struct diagnostics *diags)
{
	unsigned int i, j;

	for (i = 0; i < in->d->n_site; i++) {
		for (j = 0; j < in->d->n_cloud; j++) {
			if (has_region(&in->d->cloud[j], in->d->site[i].region.text))
				check_sessions(in, i, &in->d->cloud[j], diags);
		}
	}
	for (i = 0; i < in->net->n_service; i++)
		check_inbound(in, i, diags);
	for (i = 0; i < in->net->n_circuit; i++) {
		for (j = i + 1; j < in->net->n_circuit; j++)
			check_potato(in, i, j, diags);
	}
}

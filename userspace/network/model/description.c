// SPDX-License-Identifier: GPL-2.0
#include "network/model/description.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static void free_names(struct desc_names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		free(names->v[i].text);
	free(names->v);
}

static void free_hosts(struct desc_hosts *hosts)
{
	size_t i;

	for (i = 0; i < hosts->n; i++)
		free(hosts->v[i].name.text);
	free(hosts->v);
}

static void free_prefixes(struct desc_prefixes *prefixes)
{
	free(prefixes->list.v);
	free(prefixes->at);
}

static void free_site(struct desc_site *site)
{
	size_t i;

	for (i = 0; i < site->n_segment; i++) {
		free(site->segment[i].name.text);
		free(site->segment[i].device.text);
		free_prefixes(&site->segment[i].prefixes);
		free_hosts(&site->segment[i].hosts);
		free_names(&site->segment[i].sees);
	}
	free(site->segment);
	free(site->name.text);
	free(site->region.text);
	free_names(&site->sees);
}

static void free_device(struct desc_device *device)
{
	size_t i;

	for (i = 0; i < device->n_import; i++)
		free(device->import[i].path);
	free(device->import);
	free(device->name.text);
	free(device->site.text);
	free(device->ersym.text);
	free(device->state.text);
	free_names(&device->sees);
	free_names(&device->default_to);
	if (device->edge)
		site_free(device->edge);
	free(device->edge);
}

static void free_circuit(struct desc_circuit *circuit)
{
	size_t i;

	for (i = 0; i < circuit->n_link; i++) {
		free(circuit->link[i].name.text);
		free(circuit->link[i].device.text);
	}
	for (i = 0; i < circuit->n_attachment; i++)
		free(circuit->attachment[i].gateway.text);
	free(circuit->link);
	free(circuit->attachment);
	free(circuit->over.text);
	for (i = 0; i < circuit->n_preference; i++)
		free(circuit->preference[i].region.text);
	free(circuit->preference);
	free(circuit->name.text);
	free(circuit->device.text);
	free(circuit->to.text);
	free_prefixes(&circuit->announce);
	free_prefixes(&circuit->receive);
	free_prefixes(&circuit->accepted);
	free_prefixes(&circuit->snat);
	free_prefixes(&circuit->inbound_snat);
}

static void free_network(struct desc_network *network)
{
	size_t i;

	for (i = 0; i < network->n_gateway; i++) {
		free(network->gateway[i].name.text);
		free(network->gateway[i].address);
		free_names(&network->gateway[i].zones);
	}
	free(network->gateway);
	free(network->name.text);
	free(network->region.text);
	free_prefixes(&network->prefixes);
	free_hosts(&network->hosts);
}

static void free_cloud(struct desc_cloud *cloud)
{
	size_t i;

	for (i = 0; i < cloud->n_network; i++)
		free_network(&cloud->network[i]);
	for (i = 0; i < cloud->n_peering; i++) {
		free(cloud->peering[i].hub.text);
		free(cloud->peering[i].spoke.text);
	}
	free(cloud->network);
	free(cloud->peering);
	for (i = 0; i < cloud->n_region; i++) {
		free(cloud->region[i].name.text);
		free_prefixes(&cloud->region[i].prefixes);
		free_hosts(&cloud->region[i].hosts);
	}
	free(cloud->region);
	free(cloud->tenant.text);
	free(cloud->name.text);
}

static void free_place(struct desc_place *place)
{
	size_t i;

	for (i = 0; i < place->n_site; i++)
		free(place->site[i].site.text);
	free(place->site);
	free(place->name.text);
	free(place->to.text);
}

static void free_expectation(struct desc_expectation *e)
{
	size_t i;

	for (i = 0; i < e->n_way; i++)
		net_view_free(&e->way[i]);
	free(e->way);
	free(e->from.text);
	free(e->to.text);
	free(e->circuit.text);
	free_names(&e->down);
}

void description_free(struct description *d)
{
	size_t i;

	for (i = 0; i < d->n_site; i++)
		free_site(&d->site[i]);
	for (i = 0; i < d->n_device; i++)
		free_device(&d->device[i]);
	for (i = 0; i < d->n_link; i++)
		free_names(&d->link[i].ends);
	for (i = 0; i < d->n_circuit; i++)
		free_circuit(&d->circuit[i]);
	for (i = 0; i < d->n_cloud; i++)
		free_cloud(&d->cloud[i]);
	for (i = 0; i < d->n_published; i++) {
		free(d->published[i].name.text);
		free(d->published[i].port);
		free_prefixes(&d->published[i].reserved);
		free_names(&d->published[i].via);
		free_names(&d->published[i].record.names);
		free(d->published[i].record.reviewed.text);
		free(d->published[i].record.tested.text);
	}
	for (i = 0; i < d->n_service; i++) {
		free(d->service[i].name.text);
		free(d->service[i].to.text);
		free(d->service[i].circuit.text);
		free(d->service[i].port);
		free_names(&d->service[i].from);
		free_names(&d->service[i].not_on);
	}
	for (i = 0; i < d->n_place; i++)
		free_place(&d->place[i]);
	free(d->place);
	for (i = 0; i < d->n_expectation; i++)
		free_expectation(&d->expectation[i]);
	free(d->expectation);
	free(d->site);
	free(d->device);
	free(d->link);
	free(d->circuit);
	free(d->cloud);
	free(d->published);
	free(d->service);
	free_hosts(&d->internet);
	free_prefixes(&d->owns);
	free(d->path);
}

char *description_beside(const struct description *d, const char *path)
{
	const char *slash = strrchr(d->path, '/');

	if (path[0] == '/' || !slash)
		return xstrdup(path);
	return xasprintf("%.*s/%s", (int)(slash - d->path), d->path, path);
}

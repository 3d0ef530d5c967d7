// SPDX-License-Identifier: GPL-2.0
#include "model/site.h"

#include <stdlib.h>
#include <string.h>

#include "model/device_name.h"

const char *circuit_kind_name(enum circuit_kind kind)
{
	static const char *const name[] = {
		[KIND_MICROSOFT_PEERING] = "microsoft-peering",
		[KIND_PRIVATE_PEERING] = "private-peering",
		[KIND_INTERNET] = "internet",
		[KIND_VPN] = "vpn",
		[KIND_NONE] = NULL,
	};

	return name[kind];
}

bool circuit_kind_is_public(enum circuit_kind kind)
{
	return kind == KIND_MICROSOFT_PEERING;
}

const char *engine_name(enum engine engine)
{
	static const char *const name[] = {
		[ENGINE_MODULE] = "module",
		[ENGINE_NFTABLES] = "nftables",
	};

	return name[engine];
}

static void circuit_free(struct circuit *c)
{
	free(c->link);
	free(c->probe.to);
	free(c->probe.to_at);
	free(c->snat.v);
	free(c->inbound_snat.v);
	free(c->accept.v);
	free(c->netmap);
	free(c->snat_at);
	free(c->inbound_snat_at);
	free(c->accept_at);
}

static void service_free(struct service *s)
{
	free(s->name);
	free(s->port);
	free(s->via);
	free(s->via_at);
}

void site_free(struct site *site)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		circuit_free(&site->circuit[i]);
	for (i = 0; i < site->n_service; i++)
		service_free(&site->service[i]);
	free(site->circuit);
	free(site->service);
	free(site->transit);
	free(site->inside.v);
	free(site->inside_device);
	free(site->inside_at);
	free(site->enforce.v);
	free(site->enforce_at);
	memset(site, 0, sizeof(*site));
}

bool site_names_inside(const struct site *site, const char *device)
{
	size_t i;

	for (i = 0; i < site->n_inside_device; i++)
		if (device_name_matches(site->inside_device[i].name, device))
			return true;
	return false;
}

const struct circuit *site_circuit(const struct site *site, const char *name)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++) {
		if (!strcmp(site->circuit[i].name, name))
			return &site->circuit[i];
	}
	return NULL;
}

const struct circuit *site_circuit_by_link(const struct site *site, const char *link)
{
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++)
		for (j = 0; j < site->circuit[i].n_link; j++)
			if (!strcmp(site->circuit[i].link[j].name, link))
				return &site->circuit[i];
	return NULL;
}

const struct circuit *site_circuit_by_id(const struct site *site, uint32_t id)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++) {
		if (site->circuit[i].id == id)
			return &site->circuit[i];
	}
	return NULL;
}

static bool list_uses(const struct prefix_list *list, uint8_t family)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->v[i].address.family == family)
			return true;
	return false;
}

static bool circuit_names(const struct circuit *circuit, uint8_t family)
{
	size_t i, j;

	for (i = 0; i < circuit->n_link; i++)
		for (j = 0; j < circuit->link[i].n_gateway; j++)
			if (circuit->link[i].gateway[j].family == family)
				return true;
	for (i = 0; i < circuit->n_netmap; i++)
		if (circuit->netmap[i].outside.address.family == family)
			return true;
	return list_uses(&circuit->snat, family) || list_uses(&circuit->inbound_snat, family) ||
	       list_uses(&circuit->accept, family);
}

static bool site_names(const struct site *site, uint8_t family)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (circuit_names(&site->circuit[i], family))
			return true;
	for (i = 0; i < site->n_service; i++)
		if (service_family(&site->service[i]) == family)
			return true;
	return false;
}

bool site_uses(const struct site *site, uint8_t family)
{
	if (site_names(site, family))
		return true;
	/* Nothing names an address, so the prefixes of the inside decide. */
	return !site_names(site, AF_INET) && !site_names(site, AF_INET6) &&
	       list_uses(&site->inside, family);
}

uint8_t service_family(const struct service *service)
{
	return service->address_link ? service->to.family : service->address.family;
}

bool circuit_translates(const struct circuit *circuit)
{
	return circuit->n_link && (circuit->snat.n || circuit->masquerade || circuit->n_netmap);
}

bool circuit_ends_flows(const struct circuit *circuit)
{
	if (circuit->on_down == ON_DOWN_DEFAULT)
		return circuit_translates(circuit);
	return circuit->on_down == ON_DOWN_END;
}

void circuit_pools(const struct circuit *circuit, struct prefix_list *list)
{
	size_t i;

	for (i = 0; i < circuit->snat.n; i++)
		prefix_list_add(list, &circuit->snat.v[i]);
	for (i = 0; i < circuit->n_netmap; i++)
		prefix_list_add(list, &circuit->netmap[i].outside);
}

bool circuit_translates_incoming(const struct circuit *circuit)
{
	return circuit->n_link && circuit->inbound_snat.n;
}

// SPDX-License-Identifier: GPL-2.0
#include "model/site.h"

#include <stdlib.h>
#include <string.h>

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
	free(c->snat.v);
	free(c->inbound_snat.v);
	free(c->accept.v);
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
	free(site->inside_at);
	memset(site, 0, sizeof(*site));
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

// SPDX-License-Identifier: GPL-2.0
#include "plan/desired.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "model/mark.h"
#include "plan/offload.h"
#include "plan/range.h"
#include "util/alloc.h"

#define TABLE_MAIN 254
/* What the kernel gives an IPv6 route that asks for none. */
#define METRIC_IPV6 1024

static const uint8_t both_families[] = { AF_INET, AF_INET6 };

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
		if (site->service[i].address.family == family)
			return true;
	return false;
}

bool site_uses(const struct site *site, uint8_t family)
{
	if (site_names(site, family))
		return true;
	/* Links without gateways, and nothing else that tells: any inside may use them. */
	return !site_names(site, AF_INET) && !site_names(site, AF_INET6) &&
	       list_uses(&site->inside, family);
}

static void desired_module(const struct site *site, struct module_config *config)
{
	size_t i, j;

	config->mark_mask = site->mark_mask;
	config->inside_drop = site->inside_drop;
	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];
		struct module_circuit *c = module_config_add(config);

		c->id = circuit->id;
		memcpy(c->name, circuit->name, sizeof(c->name));
		c->public_only = circuit_kind_is_public(circuit->kind);
		c->drop = circuit->drop;
		for (j = 0; j < circuit->n_link; j++)
			module_circuit_add_link(c, circuit->link[j].name);
		for (j = 0; j < circuit->snat.n; j++)
			module_circuit_add_pool(c, &circuit->snat.v[j]);
	}
}

/* The gateway of a family; NULL if the link has none. */
static const struct address *link_gateway(const struct link *link, uint8_t family)
{
	size_t i;

	for (i = 0; i < link->n_gateway; i++)
		if (link->gateway[i].family == family)
			return &link->gateway[i];
	return NULL;
}

/* A link with gateways carries their families; without, every family of the site. */
static bool link_carries(const struct site *site, const struct link *link, uint8_t family)
{
	if (link->n_gateway)
		return link_gateway(link, family);
	return site_uses(site, family);
}

static void warn_link(struct diagnostics *diags, const struct link *link, const char *code,
		      const char *state, const char *remedy)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, code,
			"link %s %s: its route is left out; %s, then apply again", link->name,
			state, remedy);
}

static void warn_device(const struct link *link, const struct device *device,
			struct diagnostics *diags)
{
	if (!device || !device->present)
		warn_link(diags, link, "link-missing", "does not exist", "create it");
	else if (!device->up)
		warn_link(diags, link, "link-down", "is down", "set it up");
}

static bool device_usable(const struct device *device)
{
	return device && device->present && device->up;
}

static void add_hop(struct route *route, const struct link *link, const struct device *device,
		    uint8_t family, struct diagnostics *diags)
{
	const struct address *gateway = link_gateway(link, family);
	char buf[PREFIX_STRLEN];

	if (!device_usable(device))
		return;
	if (family == AF_INET6 && !device->ipv6) {
		warn_link(diags, link, "link-no-ipv6", "has IPv6 switched off",
			  "set its sysctl disable_ipv6 to 0");
		return;
	}
	if (gateway && !device_reaches(device, gateway)) {
		diagnostics_add(diags, SEVERITY_WARNING, link->at, "gateway-unreachable",
				"gateway %s is in no network of link %s: its route is left out; give the link an address in the gateway's network, then apply again",
				address_format(gateway, buf), link->name);
		return;
	}
	route_add_hop(route, link->name, gateway);
}

static void add_throw(struct state *state, uint32_t table, const struct prefix *inside)
{
	struct route *route = state_add_route(state);

	route->table = table;
	route->type = ROUTE_THROW;
	route->destination = *inside;
	route->metric = inside->address.family == AF_INET6 ? METRIC_IPV6 : 0;
}

/* The hops are @way's; a circuit without a usable link has none. */
static void add_way(struct state *state, const struct route *way, const struct prefix *destination)
{
	struct route *route;
	size_t i;

	if (!way->n_hop)
		return;
	route = state_add_route(state);
	route->table = way->table;
	route->metric = way->metric;
	route->destination = *destination;
	for (i = 0; i < way->n_hop; i++)
		route_add_hop(route, way->hop[i].device,
			      way->hop[i].gateway.family ? &way->hop[i].gateway : NULL);
}

/*
 * Whoever is accepted from the outside is on the circuit, although his address
 * may be one of inside: more specific than a throw, that is, and never the same.
 */
static bool is_within_inside(const struct site *site, const struct prefix *prefix)
{
	bool within = false;
	size_t i;

	for (i = 0; i < site->inside.n; i++) {
		if (!prefix_compare(&site->inside.v[i], prefix))
			return false;
		if (prefix_contains(&site->inside.v[i], prefix))
			within = true;
	}
	return within;
}

/* As the set has them, so that what is read back there makes the same routes. */
static void accepted_prefixes(const struct circuit *circuit, uint8_t family,
			      struct prefix_list *list)
{
	struct range *range;
	size_t i, n = range_collect(&circuit->accept, family, &range);

	for (i = 0; i < n; i++)
		range_split(&range[i], list);
	free(range);
}

static void desired_ways(const struct site *site, const struct circuit *circuit,
			 const struct devices *devices, uint8_t family, struct state *state,
			 struct diagnostics *diags)
{
	struct route way = {
		.table = ROUTE_TABLE + circuit->id,
		.metric = family == AF_INET6 ? METRIC_IPV6 : 0,
	};
	struct prefix all = { .address.family = family };
	struct prefix_list accepted = { 0 };
	size_t i;

	for (i = 0; i < circuit->n_link; i++)
		if (link_carries(site, &circuit->link[i], family))
			add_hop(&way, &circuit->link[i],
				devices_find(devices, circuit->link[i].name), family, diags);
	add_way(state, &way, &all);
	accepted_prefixes(circuit, family, &accepted);
	for (i = 0; i < accepted.n; i++)
		if (is_within_inside(site, &accepted.v[i]))
			add_way(state, &way, &accepted.v[i]);
	free(accepted.v);
	route_free(&way);
}

static bool circuit_carries(const struct site *site, const struct circuit *circuit, uint8_t family)
{
	size_t i;

	for (i = 0; i < circuit->n_link; i++)
		if (link_carries(site, &circuit->link[i], family))
			return true;
	return false;
}

static void desired_table(const struct site *site, const struct circuit *circuit,
			  const struct devices *devices, uint8_t family, struct state *state,
			  struct diagnostics *diags)
{
	uint32_t table = ROUTE_TABLE + circuit->id;
	size_t i;

	if (!circuit_carries(site, circuit, family))
		return;
	for (i = 0; i < site->inside.n; i++)
		if (site->inside.v[i].address.family == family)
			add_throw(state, table, &site->inside.v[i]);
	desired_ways(site, circuit, devices, family, state, diags);
}

static int compare_id(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void desired_rules_of(const struct site *site, uint8_t family, struct state *state)
{
	uint32_t *id = xcalloc(site->n_circuit + 1, sizeof(*id));
	struct mark_layout layout;
	size_t i, n = 0;

	for (i = 0; i < site->n_circuit; i++)
		if (circuit_carries(site, &site->circuit[i], family))
			id[n++] = site->circuit[i].id;
	qsort(id, n, sizeof(*id), compare_id);
	if (!mark_layout_init(&layout, site->mark_mask))
		desired_rules(&layout, family, id, n, state);
	free(id);
}

static void add_blackhole(struct state *state, const struct prefix *destination)
{
	struct route *route = state_add_route(state);

	route->table = TABLE_MAIN;
	route->type = ROUTE_BLACKHOLE;
	route->destination = *destination;
	route->metric = ROUTE_BLACKHOLE_METRIC;
}

static void add_blackholes(struct state *state, const struct prefix_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		add_blackhole(state, &list->v[i]);
}

static void desired_blackholes(const struct site *site, struct state *state)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++) {
		if (site->circuit[i].remote)
			continue;
		add_blackholes(state, &site->circuit[i].snat);
		add_blackholes(state, &site->circuit[i].inbound_snat);
	}
	for (i = 0; i < site->n_service; i++) {
		const struct service *service = &site->service[i];
		struct prefix prefix = {
			.address = service->address,
			.length = address_bits(service->address.family),
		};

		if (service->to.family && !address_equal(&service->to, &service->address))
			add_blackhole(state, &prefix);
	}
}

/* Services may share an address, and a pool may be one: a route is there once. */
static void unite_routes(struct state *state)
{
	size_t i, kept = 0;

	for (i = 0; i < state->n_route; i++) {
		if (kept && !route_compare(&state->route[kept - 1], &state->route[i]))
			route_free(&state->route[i]);
		else
			state->route[kept++] = state->route[i];
	}
	state->n_route = kept;
}

void plan_desired(const struct site *site, const struct devices *devices, struct state *desired,
		  struct diagnostics *diags)
{
	size_t i, j;

	memset(desired, 0, sizeof(*desired));
	if (site->engine == ENGINE_MODULE)
		desired_module(site, &desired->module);
	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];

		for (j = 0; j < circuit->n_link; j++)
			warn_device(&circuit->link[j],
				    devices_find(devices, circuit->link[j].name), diags);
		for (j = 0; j < 2; j++)
			desired_table(site, circuit, devices, both_families[j], desired, diags);
	}
	for (j = 0; j < 2; j++)
		desired_rules_of(site, both_families[j], desired);
	desired_blackholes(site, desired);
	desired_nft(site, &desired->nft);
	if (site->offload && desired->nft.present)
		desired_offload(site, devices, &desired->nft, diags);
	state_sort(desired);
	unite_routes(desired);
}

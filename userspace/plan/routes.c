// SPDX-License-Identifier: GPL-2.0
#include "plan/routes.h"

#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "util/shell.h"

/* The metric of an IPv6 route that is added without one. */
#define METRIC_IPV6 1024

static const struct address *find_gateway(const struct address *gateway, size_t n, uint8_t family)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (gateway[i].family == family)
			return &gateway[i];
	return NULL;
}

/* Find the gateway of a family, if the link has one. */
static const struct address *link_gateway(const struct link *link, const struct device *device,
					  uint8_t family)
{
	if (link->gateway_auto)
		return find_gateway(device->default_gateway, device->n_default_gateway, family);
	return find_gateway(link->gateway, link->n_gateway, family);
}

/*
 * A link carries the families of its gateways; without any, those of the site. What only
 * receives is no way out.
 */
bool plan_link_carries(const struct site *site, const struct link *link, uint8_t family)
{
	if (link->receive)
		return false;
	if (link->n_gateway)
		return find_gateway(link->gateway, link->n_gateway, family);
	return site_uses(site, family);
}

bool plan_circuit_carries(const struct site *site, const struct circuit *circuit, uint8_t family)
{
	size_t i;

	for (i = 0; i < circuit->n_link; i++)
		if (plan_link_carries(site, &circuit->link[i], family))
			return true;
	return false;
}

static void warn_link(struct diagnostics *diags, const struct link *link, const char *code,
		      const char *state, const char *remedy)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, code,
			"link %s %s: its route is left out; %s, then apply again", link->name,
			state, remedy);
	diagnostics_subject(diags, "device %s", link->name);
}

static void warn_device(const struct link *link, const struct device *device,
			struct diagnostics *diags)
{
	/* It has no route. keepalived, for one, makes it only while it is master. */
	if (link->receive)
		return;
	if (!device || !device->present) {
		warn_link(diags, link, "link-missing", "does not exist", "create it");
		diagnostics_command(diags, "ifup %s || networkctl reload", shell_name(link->name));
	} else if (!device->up) {
		warn_link(diags, link, "link-down", "is down", "set it up");
		diagnostics_command(diags, "ip link set dev %s up", shell_name(link->name));
	}
}

static bool device_usable(const struct device *device)
{
	return device && device->present && device->up;
}

static void add_hop(struct route *route, const struct link *link, const struct device *device,
		    uint8_t family, struct diagnostics *diags)
{
	const struct address *gateway;
	char buf[PREFIX_STRLEN];

	if (!device_usable(device))
		return;
	if (family == AF_INET6 && !device->ipv6) {
		warn_link(diags, link, "link-no-ipv6", "has IPv6 disabled",
			  "set its sysctl disable_ipv6 to 0");
		diagnostics_command(diags, "sysctl -w net/ipv6/conf/%s/disable_ipv6=0",
				    shell_name(link->name));
		return;
	}
	gateway = link_gateway(link, device, family);
	/* plan_links() reports it, unless there is one of the other family. */
	if (link->gateway_auto && !gateway && device->resolves)
		return;
	if (gateway && !device_reaches(device, gateway)) {
		diagnostics_add(diags, SEVERITY_WARNING, link->at, "gateway-unreachable",
				"gateway %s is in no network of link %s: its route is left out; give the link an address in the gateway's network, then apply again",
				address_format(gateway, buf), link->name);
		diagnostics_subject(diags, "device %s", link->name);
		diagnostics_command(diags, "ifup --force %s || networkctl reconfigure %s",
				    shell_name(link->name), shell_name(link->name));
		return;
	}
	route_add_hop(route, link->name, gateway);
}

/* Add the route to a connected network of a link, unless another link has it already. */
static void add_connected(struct state *state, uint32_t table, const struct link *link,
			  const struct prefix *network)
{
	struct route *route;
	size_t i;

	for (i = 0; i < state->n_route; i++)
		if (state->route[i].table == table &&
		    !prefix_compare(&state->route[i].destination, network))
			return;
	route = state_add_route(state);
	route->table = table;
	route->metric = network->address.family == AF_INET6 ? METRIC_IPV6 : 0;
	route->destination = *network;
	route_add_hop(route, link->name, NULL);
}

static void add_networks(struct state *state, uint32_t table, const struct link *link,
			 const struct device *device, uint8_t family)
{
	size_t i;

	if (!device_usable(device) || (family == AF_INET6 && !device->ipv6))
		return;
	for (i = 0; i < device->connected.n; i++)
		if (device->connected.v[i].address.family == family)
			add_connected(state, table, link, &device->connected.v[i]);
}

/* The default route of the main table with a metric, to which circuits add their next hops. */
static struct route *main_default(struct state *state, uint8_t family, uint32_t metric)
{
	const struct route wanted = {
		.table = RT_TABLE_MAIN,
		.metric = metric,
		.destination.address.family = family,
	};
	size_t i;

	for (i = 0; i < state->n_route; i++)
		if (!route_compare(&state->route[i], &wanted))
			return &state->route[i];
	*state_add_route(state) = wanted;
	return &state->route[state->n_route - 1];
}

/*
 * Add the next hops of a circuit whose links are running to its default route in the main
 * table. Pinned packets stay with a link that lost its carrier, and with a circuit that is
 * down; new connections do not.
 */
static void add_main_default(struct state *state, const struct circuit *circuit,
			     const struct devices *devices, const struct route *by_gateways)
{
	struct route *route;
	size_t i;

	for (i = 0; i < by_gateways->n_hop; i++) {
		const struct next_hop *hop = &by_gateways->hop[i];

		if (!devices_find(devices, hop->device)->running)
			continue;
		route = main_default(state, by_gateways->destination.address.family,
				     circuit->default_route);
		route_add_hop(route, hop->device,
			      hop->gateway.family ? &hop->gateway : NULL);
	}
}

/*
 * Of a circuit that new connections move away from, those that are translated do not follow
 * to another one, whose far side does not know the address: the kernel deletes the routes
 * over a device with it, before anything else can be done.
 */
static void add_last_resort(struct state *state, const struct circuit *circuit, uint8_t family)
{
	struct route *route;

	if (!circuit->default_route || !circuit_translates(circuit))
		return;
	route = state_add_route(state);
	route->table = ROUTE_TABLE + circuit->id;
	route->type = ROUTE_BLACKHOLE;
	route->metric = ROUTE_BLACKHOLE_METRIC;
	route->destination.address.family = family;
}

static void routes_of_links(const struct site *site, const struct circuit *circuit,
			    const struct devices *devices, uint8_t family,
			    struct state *state, struct diagnostics *diags)
{
	struct route by_gateways = {
		.table = ROUTE_TABLE + circuit->id,
		.metric = family == AF_INET6 ? METRIC_IPV6 : 0,
		.destination.address.family = family,
	};
	size_t i;

	for (i = 0; i < circuit->n_link; i++) {
		const struct link *link = &circuit->link[i];
		const struct device *device = devices_find(devices, link->name);

		if (!plan_link_carries(site, link, family))
			continue;
		add_hop(&by_gateways, link, device, family, diags);
		add_networks(state, by_gateways.table, link, device, family);
	}
	if (by_gateways.n_hop)
		*state_add_route(state) = by_gateways;
	if (plan_circuit_carries(site, circuit, family))
		add_last_resort(state, circuit, family);
}

static const struct route *find_by_gateways(const struct state *state, uint32_t id,
					    uint8_t family)
{
	size_t i;

	for (i = 0; i < state->n_route; i++) {
		const struct route *route = &state->route[i];

		if (route->table == ROUTE_TABLE + id && !route->destination.length &&
		    route->type == ROUTE_UNICAST &&
		    route->destination.address.family == family)
			return route;
	}
	return NULL;
}

/* Add the default routes by the circuits that are up, or by those down for this reason. */
static bool add_main_defaults(const struct site *site, const struct devices *devices,
			      const struct conditions *conditions, uint8_t family,
			      enum reason down, struct state *state)
{
	size_t i, before = state->n_route;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];
		const struct condition *c = conditions ? &conditions->v[i] : NULL;
		const struct route *by_gateways;
		struct route copy;

		if (!circuit->default_route ||
		    (c && c->down ? c->reason : REASON_NONE) != down)
			continue;
		by_gateways = find_by_gateways(state, circuit->id, family);
		if (!by_gateways)
			continue;
		/* Adding a route to the state moves those that it has. */
		copy = *by_gateways;
		add_main_default(state, circuit, devices, &copy);
	}
	return state->n_route > before;
}

/*
 * A circuit that is down has no part in default routes, unless none would be left but by
 * circuits whose probes have failed: packets gain nothing from having no route, and with
 * rp_filter answers to probes, which show that a circuit is back, would be dropped because
 * nothing leads to their source.
 */
static void main_defaults(const struct site *site, const struct devices *devices,
			  const struct conditions *conditions, uint8_t family,
			  struct state *state)
{
	if (!add_main_defaults(site, devices, conditions, family, REASON_NONE, state))
		add_main_defaults(site, devices, conditions, family, REASON_PROBE, state);
}

void plan_routes(const struct site *site, const struct devices *devices,
		 const struct conditions *conditions, struct state *state,
		 struct diagnostics *diags)
{
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];

		for (j = 0; j < circuit->n_link; j++)
			warn_device(&circuit->link[j],
				    devices_find(devices, circuit->link[j].name), diags);
		routes_of_links(site, circuit, devices, AF_INET, state, diags);
		routes_of_links(site, circuit, devices, AF_INET6, state, diags);
	}
	main_defaults(site, devices, conditions, AF_INET, state);
	main_defaults(site, devices, conditions, AF_INET6, state);
}

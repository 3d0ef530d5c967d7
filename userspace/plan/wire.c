// SPDX-License-Identifier: GPL-2.0
#include "plan/wire.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "util/array.h"
#include "util/shell.h"

static void add(struct wires *wires, const struct prefix *prefix, const struct location *at,
		const struct device *device, const struct prefix *network)
{
	struct wire *wire;

	wires->v = array_grow(wires->v, wires->n, sizeof(*wires->v));
	wire = &wires->v[wires->n++];
	wire->prefix = *prefix;
	wire->device = device;
	wire->network = *network;
	wire->at = *at;
}

/* The main table, which has the routes, is not looked at by the devices of a VRF. */
static bool can_answer(const struct device *device, uint8_t family)
{
	return device && device->present && device->up && device->resolves && !device->vrf[0] &&
	       (family == AF_INET || device->ipv6);
}

static void find_on(const struct device *device, const struct prefix *prefix,
		    const struct location *at, struct wires *wires)
{
	size_t i;

	if (!can_answer(device, prefix->address.family))
		return;
	for (i = 0; i < device->connected.n; i++) {
		const struct prefix *network = &device->connected.v[i];

		if (network->length >= prefix->length || !prefix_contains(network, prefix))
			continue;
		add(wires, prefix, at, device, network);
		return;
	}
}

static void find_on_links(const struct devices *devices, const struct circuit *circuit,
			  const struct prefix *prefix, const struct location *at,
			  struct wires *wires)
{
	size_t i;

	for (i = 0; i < circuit->n_link; i++)
		find_on(devices_find(devices, circuit->link[i].name), prefix, at, wires);
}

static void find_inbound(const struct site *site, const struct circuit *circuit,
			 const struct devices *devices, struct wires *wires)
{
	size_t i, j;

	for (i = 0; i < circuit->inbound_snat.n; i++)
		for (j = 0; j < devices->n; j++)
			if (site_circuit_by_link(site, devices->v[j].name) != circuit)
				find_on(&devices->v[j], &circuit->inbound_snat.v[i],
					&circuit->inbound_snat_at[i], wires);
}

static bool is_own(const struct devices *devices, const struct address *address)
{
	size_t i;

	for (i = 0; i < devices->own.n; i++)
		if (prefix_contains_address(&devices->own.v[i], address))
			return true;
	return false;
}

static void find_service(const struct site *site, const struct service *service,
			 const struct devices *devices, struct wires *wires)
{
	const struct prefix prefix = prefix_of_address(&service->address);
	size_t i;

	if (!service->to.family || service->address_link || is_own(devices, &service->address))
		return;
	for (i = 0; i < service->n_via; i++)
		find_on_links(devices, &site->circuit[service->via[i]], &prefix,
			      &service->address_at, wires);
}

static int compare(const void *pa, const void *pb)
{
	const struct wire *a = pa, *b = pb;
	int order = prefix_compare(&a->prefix, &b->prefix);

	return order ? order : strcmp(a->device->name, b->device->name);
}

static void unite(struct wires *wires)
{
	size_t i, kept = 0;

	if (wires->n > 1)
		qsort(wires->v, wires->n, sizeof(*wires->v), compare);
	for (i = 0; i < wires->n; i++)
		if (!kept || compare(&wires->v[kept - 1], &wires->v[i]))
			wires->v[kept++] = wires->v[i];
	wires->n = kept;
}

void wires_find(const struct site *site, const struct devices *devices, struct wires *wires)
{
	size_t i, j;

	memset(wires, 0, sizeof(*wires));
	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *circuit = &site->circuit[i];

		if (circuit->remote)
			continue;
		for (j = 0; j < circuit->snat.n; j++)
			find_on_links(devices, circuit, &circuit->snat.v[j],
				      &circuit->snat_at[j], wires);
		for (j = 0; j < circuit->n_netmap; j++)
			find_on_links(devices, circuit, &circuit->netmap[j].outside,
				      &circuit->netmap[j].outside_at, wires);
		find_inbound(site, circuit, devices, wires);
	}
	for (i = 0; i < site->n_service; i++)
		find_service(site, &site->service[i], devices, wires);
	unite(wires);
}

void wires_free(struct wires *wires)
{
	free(wires->v);
	memset(wires, 0, sizeof(*wires));
}

/* The addresses of a network that no host can have; @last has family 0 if there is one only. */
static bool unusable(const struct prefix *network, struct address *first, struct address *last)
{
	if (network->length + 1u >= address_bits(network->address.family))
		return false;
	prefix_first(network, first);
	memset(last, 0, sizeof(*last));
	if (network->address.family == AF_INET)
		prefix_last(network, last);
	return true;
}

size_t wires_leave_out(const struct wires *wires, struct range **range, size_t n)
{
	struct address first, last;
	size_t i;

	for (i = 0; i < wires->n; i++) {
		if (!unusable(&wires->v[i].network, &first, &last))
			continue;
		n = range_leave_out(range, n, &first);
		n = range_leave_out(range, n, &last);
	}
	return n;
}

static void report_unusable(const struct wire *wire, struct diagnostics *diags)
{
	char address[PREFIX_STRLEN], network[PREFIX_STRLEN];
	struct address first, last;

	if (wire->prefix.length < address_bits(wire->prefix.address.family) ||
	    !unusable(&wire->network, &first, &last) ||
	    (!address_equal(&wire->prefix.address, &first) &&
	     !address_equal(&wire->prefix.address, &last)))
		return;
	diagnostics_add(diags, SEVERITY_ERROR, wire->at, "wire-no-host",
			"no host can have the address %s, the %s of the network %s of %s; write another one",
			address_format(&wire->prefix.address, address),
			address_equal(&wire->prefix.address, &first) ? "lowest" : "highest",
			prefix_format(&wire->network, network), wire->device->name);
}

/* The kernel compares with addresses of the device, or looks for them in the table local. */
static void report_restricted(const struct wire *wire, struct diagnostics *diags)
{
	char prefix[PREFIX_STRLEN], network[PREFIX_STRLEN];

	if (!wire->device->arp_restricted || wire->prefix.address.family != AF_INET)
		return;
	diagnostics_add(diags, SEVERITY_WARNING, wire->at, "wire-arp",
			"%s is in the network %s of %s, where arp_ignore or arp_filter keeps this host from answering for it; set these sysctls of net.ipv4.conf.%s and net.ipv4.conf.all to 0",
			prefix_format(&wire->prefix, prefix),
			prefix_format(&wire->network, network), wire->device->name,
			wire->device->name);
	diagnostics_subject(diags, "device %s", wire->device->name);
	diagnostics_command(diags,
			    "sysctl -w net/ipv4/conf/%s/arp_ignore=0 net/ipv4/conf/%s/arp_filter=0 net/ipv4/conf/all/arp_ignore=0 net/ipv4/conf/all/arp_filter=0",
			    shell_name(wire->device->name), shell_name(wire->device->name));
}

static void add_route(struct state *state, const struct wire *wire)
{
	struct route *route = state_add_route(state);

	route->table = RT_TABLE_MAIN;
	route->type = ROUTE_LOCAL;
	route->destination = wire->prefix;
	route->metric = ROUTE_LOCAL_METRIC;
	route_add_hop(route, wire->device->name, NULL);
}

/* Returns whether the prefix has few enough addresses. */
static bool add_neighbours(struct state *state, const struct wire *wire,
			   struct diagnostics *diags)
{
	unsigned int bits = address_bits(AF_INET6) - wire->prefix.length, i;
	struct address address = wire->prefix.address;
	char prefix[PREFIX_STRLEN], network[PREFIX_STRLEN];
	struct neighbour *neighbour;

	if (bits >= 32 || 1u << bits > WIRE_ADDRESSES_MAX) {
		diagnostics_add(diags, SEVERITY_WARNING, wire->at, "wire-too-large",
				"%s is in the network %s of %s, and this host answers neighbour discovery there for at most %u addresses of a prefix; write a prefix from /120 on, or let the router have a route to this host",
				prefix_format(&wire->prefix, prefix),
				prefix_format(&wire->network, network), wire->device->name,
				WIRE_ADDRESSES_MAX);
		return false;
	}
	for (i = 0; i < 1u << bits; i++) {
		neighbour = state_add_neighbour(state);
		neighbour->address = address;
		memcpy(neighbour->device, wire->device->name, IFNAMSIZ);
		address.bytes[15]++;
	}
	return true;
}

void plan_wires(const struct wires *wires, struct state *state, struct diagnostics *diags)
{
	const struct wire *wire;
	size_t i;

	for (i = 0; i < wires->n; i++) {
		wire = &wires->v[i];
		report_unusable(wire, diags);
		report_restricted(wire, diags);
		if (wire->prefix.address.family == AF_INET6 && !add_neighbours(state, wire, diags))
			continue;
		/* It delivers packets from every device. */
		if (!i || prefix_compare(&wires->v[i - 1].prefix, &wire->prefix))
			add_route(state, wire);
	}
}

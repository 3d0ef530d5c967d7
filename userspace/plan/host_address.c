// SPDX-License-Identifier: GPL-2.0
#include "plan/host_address.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/shell.h"

void host_addresses_add(struct host_addresses *addresses, const struct address *address, bool own,
			const char *device)
{
	struct host_address *a;

	addresses->v = array_grow(addresses->v, addresses->n, sizeof(*addresses->v));
	a = &addresses->v[addresses->n++];
	memset(a, 0, sizeof(*a));
	a->address = *address;
	a->own = own;
	strncpy(a->device, device, sizeof(a->device) - 1);
}

/* An address of this host precedes the same one of a neighbour. */
static int compare(const void *pa, const void *pb)
{
	const struct host_address *a = pa, *b = pb;
	int order = address_compare(&a->address, &b->address);

	return order ? order : b->own - a->own;
}

void host_addresses_sort(struct host_addresses *addresses)
{
	if (addresses->n > 1)
		qsort(addresses->v, addresses->n, sizeof(*addresses->v), compare);
}

void host_addresses_free(struct host_addresses *addresses)
{
	free(addresses->v);
	memset(addresses, 0, sizeof(*addresses));
}

/* The lowest address in use that a prefix covers, or NULL. */
static const struct host_address *find_covered(const struct host_addresses *addresses,
					       const struct prefix *prefix)
{
	size_t low = 0, high = addresses->n;
	struct address first;

	prefix_first(prefix, &first);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (address_compare(&addresses->v[middle].address, &first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == addresses->n || !prefix_contains_address(prefix, &addresses->v[low].address))
		return NULL;
	return &addresses->v[low];
}

static bool is_in_force(const struct state *observed, const struct prefix *prefix)
{
	size_t i;

	for (i = 0; i < observed->n_route; i++)
		if (observed->route[i].type == ROUTE_BLACKHOLE &&
		    !prefix_compare(&observed->route[i].destination, prefix))
			return true;
	return false;
}

static void report_pool_neighbour(const char *what, const char *pool,
				  const struct host_address *used, struct location at,
				  bool in_force, struct diagnostics *diags)
{
	char address[PREFIX_STRLEN];

	address_format(&used->address, address);
	diagnostics_add(diags, in_force ? SEVERITY_WARNING : SEVERITY_ERROR, at, "pool-neighbour",
			"the %s %s covers %s, which a neighbour on %s has: this host would no longer reach it; leave it out of the pool, or, if no host has it any more, run \"ip neigh del %s dev %s\"",
			what, pool, address, used->device, address, used->device);
	diagnostics_subject(diags, "device %s", used->device);
	diagnostics_command(diags, "ip neigh del %s dev %s", address,
			    shell_name(used->device));
}

static void report_pools(const char *what, const struct prefix_list *pools,
			 const struct location *at, const struct host_addresses *addresses,
			 const struct state *observed, struct diagnostics *diags)
{
	char pool[PREFIX_STRLEN], address[PREFIX_STRLEN];
	const struct host_address *used;
	size_t i;

	for (i = 0; i < pools->n; i++) {
		used = find_covered(addresses, &pools->v[i]);
		if (!used)
			continue;
		prefix_format(&pools->v[i], pool);
		address_format(&used->address, address);
		if (used->own)
			diagnostics_add(diags, SEVERITY_ERROR, at[i], "pool-own-address",
					"the %s %s covers %s, an address of this host (%s): answers to translated connections would end here; leave it out of the pool",
					what, pool, address, used->device);
		else
			report_pool_neighbour(what, pool, used, at[i],
					      is_in_force(observed, &pools->v[i]), diags);
	}
}

static void report_service(const struct service *service, const struct host_addresses *addresses,
			   const struct state *observed, struct diagnostics *diags)
{
	const struct prefix prefix = prefix_of_address(&service->address);
	const struct host_address *used = find_covered(addresses, &prefix);
	char address[PREFIX_STRLEN];

	/* Without translation, the server is the neighbour. */
	if (!used || !service->to.family)
		return;
	address_format(&service->address, address);
	if (!used->own) {
		diagnostics_add(diags,
				is_in_force(observed, &prefix) ? SEVERITY_WARNING : SEVERITY_ERROR,
				service->address_at, "service-neighbour",
				"a neighbour on %s has the address %s of service %s: this host would no longer reach it; publish another address, or, if no host has it any more, run \"ip neigh del %s dev %s\"",
				used->device, address, service->name, address, used->device);
		diagnostics_subject(diags, "device %s", used->device);
		diagnostics_command(diags, "ip neigh del %s dev %s", address,
				    shell_name(used->device));
	} else if (!service->n_port) {
		diagnostics_add(diags, SEVERITY_ERROR, service->address_at, "service-own-address",
				"service %s takes every port of %s, an address of this host (%s), which could then not be reached itself; list the ports of the service",
				service->name, address, used->device);
	}
}

static void report_probe(const struct circuit *circuit, const struct host_addresses *addresses,
			 struct diagnostics *diags)
{
	const struct host_address *used;
	char address[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < circuit->probe.n_to; i++) {
		const struct prefix prefix = prefix_of_address(&circuit->probe.to[i]);

		used = find_covered(addresses, &prefix);
		if (used && used->own)
			diagnostics_add(diags, SEVERITY_ERROR, circuit->probe.to_at[i],
					"probe-own",
					"%s is an address of this host (%s), so that probes would not leave by the circuit; probe an address on the far side of circuit %s",
					address_format(&used->address, address), used->device,
					circuit->name);
	}
}

void plan_host_addresses(const struct site *site, const struct host_addresses *addresses,
			 const struct state *observed, struct diagnostics *diags)
{
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *c = &site->circuit[i];

		report_probe(c, addresses, diags);
		report_pools("pool", &c->snat, c->snat_at, addresses, observed, diags);
		report_pools("inbound pool", &c->inbound_snat, c->inbound_snat_at, addresses,
			     observed, diags);
		for (j = 0; j < c->n_netmap; j++) {
			struct prefix_list outside = { &c->netmap[j].outside, 1 };

			report_pools("netmap pool", &outside, &c->netmap[j].outside_at, addresses,
				     observed, diags);
		}
	}
	for (i = 0; i < site->n_service; i++)
		report_service(&site->service[i], addresses, observed, diags);
}

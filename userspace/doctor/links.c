// SPDX-License-Identifier: GPL-2.0
#include "doctor/links.h"

#include <stdlib.h>
#include <string.h>

#include "backend/silent_neighbour.h"
#include "backend/tunnel.h"
#include "util/alloc.h"
#include "util/shell.h"

/* Returns the device of a link that is up, or NULL. */
static const struct device *find_up(const struct examination *x, const struct link *link)
{
	const struct device *device = devices_find(&x->devices, link->name);

	return device && device->present && device->up ? device : NULL;
}

static void check_carrier(struct examination *x, const struct link *link)
{
	const struct device *device = find_up(x, link);

	if (device && !device->running && !link->receive)
		report(x, SEVERITY_ERROR, xasprintf("device %s", link->name),
		       xasprintf("link %s is up and has no carrier: its cable, or the port at its other end, is down",
				 link->name),
		       xasprintf("ip link set dev %s down && ip link set dev %s up",
				 shell_name(link->name), shell_name(link->name)));
}

void doctor_link_carrier(struct examination *x)
{
	size_t i, j;

	if (!examination_has(x, OBSERVATION_DEVICES))
		return;
	for (i = 0; i < x->site.n_circuit; i++)
		for (j = 0; j < x->site.circuit[i].n_link; j++)
			check_carrier(x, &x->site.circuit[i].link[j]);
}

static void check_gateway(struct examination *x, const struct host_addresses *silent,
			  const struct address *gateway, const struct device *device)
{
	const struct host_address *a;
	char address[PREFIX_STRLEN];

	for (a = silent->v; a < silent->v + silent->n; a++) {
		if (!address_equal(&a->address, gateway) || strcmp(a->device, device->name))
			continue;
		address_format(gateway, address);
		report(x, SEVERITY_ERROR, xasprintf("device %s", device->name),
		       xasprintf("gateway %s does not answer %s on %s: it is down, or in another network or VLAN",
				 address, gateway->family == AF_INET ? "ARP" : "neighbour discovery",
				 device->name),
		       xasprintf("ip neigh del %s dev %s; ping -c 1 -W 5 -I %s %s", address,
				 shell_name(device->name), shell_name(device->name), address));
		return;
	}
}

static void check_gateways(struct examination *x, const struct host_addresses *silent,
			   const struct link *link)
{
	const struct device *device = find_up(x, link);
	size_t i;

	/* Without a carrier nobody can answer, which is another finding. */
	if (!device || !device->running)
		return;
	for (i = 0; i < link->n_gateway; i++)
		check_gateway(x, silent, &link->gateway[i], device);
	for (i = 0; i < device->n_default_gateway; i++)
		check_gateway(x, silent, &device->default_gateway[i], device);
}

void doctor_gateway_silent(struct examination *x)
{
	struct host_addresses silent;
	size_t i, j;

	if (!examination_has(x, OBSERVATION_DEVICES))
		return;
	if (silent_neighbours_observe(&x->kernel.route, &silent))
		report_failed(x);
	for (i = 0; i < x->site.n_circuit; i++)
		for (j = 0; j < x->site.circuit[i].n_link; j++)
			check_gateways(x, &silent, &x->site.circuit[i].link[j]);
	host_addresses_free(&silent);
}

void doctor_tunnel_mark(struct examination *x)
{
	struct tunnels tunnels;
	size_t i;

	if (!examination_has(x, OBSERVATION_KERNEL))
		return;
	if (tunnels_observe(&x->kernel.route, &tunnels))
		report_failed(x);
	for (i = 0; i < tunnels.n; i++) {
		const struct tunnel *t = &tunnels.v[i];

		if (t->mark & x->site.mark_mask)
			report(x, SEVERITY_WARNING, xasprintf("device %s", t->device),
			       xasprintf("tunnel %s marks the packets that carry others with %#x, which has bits of mark-mask %#x",
					 t->device, t->mark, x->site.mark_mask),
			       xasprintf("ip link set dev %s type %s fwmark 0",
					 shell_name(t->device), t->kind));
	}
	free(tunnels.v);
}

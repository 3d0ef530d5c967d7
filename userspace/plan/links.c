// SPDX-License-Identifier: GPL-2.0
#include "plan/links.h"

#include <string.h>

#include "util/shell.h"

/* The device of the bridge of Open vSwitch that has IP is none of its masters. */
static void report_port(struct diagnostics *diags, const struct link *link,
			const struct device *device)
{
	if (!strcmp(device->port_kind, "openvswitch"))
		diagnostics_add(diags, SEVERITY_ERROR, link->at, "link-port",
				"link %s is a port of Open vSwitch, which takes its packets before they reach IP; name the internal port of its bridge, which has the address",
				link->name);
	else
		diagnostics_add(diags, SEVERITY_ERROR, link->at, "link-port",
				"link %s is a port of %s, which takes its packets before they reach IP; write %s",
				link->name, device->master, device->master);
	diagnostics_subject(diags, "device %s", link->name);
	if (strcmp(device->port_kind, "openvswitch"))
		diagnostics_rename(diags, link->name, device->master);
}

static void report_altname(struct diagnostics *diags, const struct link *link,
			   const struct device *device)
{
	diagnostics_add(diags, SEVERITY_ERROR, link->at, "link-altname",
			"%s is an alternative name of %s, by which no packet is matched; write %s",
			link->name, device->proper_name, device->proper_name);
	diagnostics_subject(diags, "device %s", device->proper_name);
	diagnostics_rename(diags, link->name, device->proper_name);
}

static void report_no_default(struct diagnostics *diags, const struct link *link)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, "gateway-auto",
			"no default route leads over link %s, so that it has no gateway yet: its route is left out; let DHCP or router advertisements set one, then apply again",
			link->name);
	diagnostics_subject(diags, "device %s", link->name);
	diagnostics_command(diags, "networkctl renew %s || dhclient %s", shell_name(link->name),
			    shell_name(link->name));
}

static void report_no_gateway(struct diagnostics *diags, const struct link *link)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, "no-gateway",
			"link %s resolves neighbours and has no gateway: it reaches only destinations on its own wire; give it a gateway, or write gateway: auto",
			link->name);
	diagnostics_subject(diags, "device %s", link->name);
}

static void plan_link(struct diagnostics *diags, const struct link *link,
		      const struct device *device)
{
	if (strcmp(device->proper_name, device->name))
		report_altname(diags, link, device);
	else if (device->master[0])
		report_port(diags, link, device);
	else if (device->resolves && link->gateway_auto && device->up &&
		 !device->n_default_gateway)
		report_no_default(diags, link);
	else if (device->resolves && !link->gateway_auto && !link->n_gateway && !link->receive)
		report_no_gateway(diags, link);
}

void plan_links(const struct site *site, const struct devices *devices, struct diagnostics *diags)
{
	const struct circuit *c;
	const struct device *device;
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		c = &site->circuit[i];
		for (j = 0; j < c->n_link; j++) {
			device = devices_find(devices, c->link[j].name);
			if (device && device->present)
				plan_link(diags, &c->link[j], device);
		}
	}
}

// SPDX-License-Identifier: GPL-2.0
#include "plan/masquerade.h"

#include <string.h>
#include <sys/socket.h>

#include "plan/routes.h"
#include "util/array.h"
#include "util/shell.h"

static bool is_link_local(const struct address *a)
{
	if (a->family == AF_INET)
		return a->bytes[0] == 169 && a->bytes[1] == 254;
	return a->bytes[0] == 0xfe && (a->bytes[1] & 0xc0) == 0x80;
}

static bool has_address(const struct host_addresses *addresses, const char *device, uint8_t family)
{
	const struct host_address *a;

	for (a = addresses->v; a < addresses->v + addresses->n; a++)
		if (a->own && a->address.family == family && !strcmp(a->device, device) &&
		    !is_link_local(&a->address))
			return true;
	return false;
}

static void warn(const struct link *link, uint8_t family, struct diagnostics *diags)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, "masquerade-address",
			"link %s has no %s address but link-local ones: connections that masquerade would leave with the address of another device; give it an address, or list a pool in snat",
			link->name, address_family_name(family));
	diagnostics_subject(diags, "device %s", link->name);
	diagnostics_command(diags, "networkctl renew %s || dhclient %s", shell_name(link->name),
			    shell_name(link->name));
}

static void plan_circuit(const struct site *site, const struct circuit *circuit,
			 const struct devices *devices, const struct host_addresses *addresses,
			 struct diagnostics *diags)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	const struct device *device;
	const struct link *link;
	size_t i, j;

	for (i = 0; i < circuit->n_link; i++) {
		link = &circuit->link[i];
		device = devices_find(devices, link->name);
		if (link->receive || !device || !device->present || !device->up)
			continue;
		for (j = 0; j < ARRAY_SIZE(families); j++)
			if (plan_circuit_carries(site, circuit, families[j]) &&
			    !has_address(addresses, link->name, families[j]))
				warn(link, families[j], diags);
	}
}

void plan_masquerade(const struct site *site, const struct devices *devices,
		     const struct host_addresses *addresses, struct diagnostics *diags)
{
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (site->circuit[i].masquerade)
			plan_circuit(site, &site->circuit[i], devices, addresses, diags);
}

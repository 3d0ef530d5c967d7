// SPDX-License-Identifier: GPL-2.0
#include "plan/surroundings.h"

#include <string.h>

#include "util/array.h"
#include "util/shell.h"

static void warn_strict(struct diagnostics *diags, const struct link *link)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, "rp-filter",
			"link %s has strict rp_filter: it drops IPv4 packets whose source the main table reaches by another device, even of connections in order; set the sysctl net.ipv4.conf.%s.rp_filter to 2",
			link->name, link->name);
	diagnostics_subject(diags, "device %s", link->name);
	diagnostics_command(diags, "sysctl -w net/ipv4/conf/%s/rp_filter=2",
			    shell_name(link->name));
}

/* The filter looks for the way back to the source with the packet's routing mark. */
static void warn_strict_inside(struct diagnostics *diags, const struct site *site,
			       const struct device *device)
{
	diagnostics_add(diags, SEVERITY_WARNING, site->mark_mask_at, "rp-filter-mark",
			"inside device %s has strict rp_filter and src_valid_mark: it drops IPv4 packets that are pinned to a circuit; set the sysctl net.ipv4.conf.%s.rp_filter to 2",
			device->name, device->name);
	diagnostics_subject(diags, "device %s", device->name);
	diagnostics_command(diags, "sysctl -w net/ipv4/conf/%s/rp_filter=2",
			    shell_name(device->name));
}

static void warn_flowtable(struct diagnostics *diags, const struct link *link,
			   const struct device *device)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, "flowtable",
			"link %s is in flowtable %s of another program: packets that it forwards are not judged, and leave by routes that it looks up without the routing mark; add the rule in ersym(8) to it",
			link->name, device->flowtable);
	diagnostics_subject(diags, "flowtable %s", device->flowtable);
	if (device->flowtable_leave)
		diagnostics_command(diags, "%s", device->flowtable_leave);
}

static void warn_vrf(struct diagnostics *diags, const struct link *link,
		     const struct device *device)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, "vrf-filter",
			"link %s is in VRF %s: packets are forwarded with the VRF as their input device, so the filter, inbound-snat and transit do not apply to them; filter by the name of the VRF",
			link->name, device->vrf);
	diagnostics_subject(diags, "device %s", link->name);
	diagnostics_command(diags, "ip link set dev %s nomaster", shell_name(link->name));
}

static bool takes_packets_of(const char *kind)
{
	static const char *const kinds[] = { "macvlan", "macvtap", "ipvlan", "ipvtap", "vlan" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kind, kinds[i]))
			return true;
	return false;
}

/* Packets that arrive on the wire of a link come in by another device. */
static void warn_upper(struct diagnostics *diags, const struct site *site,
		       const struct devices *devices, const struct device *upper)
{
	const struct device *lower;
	const struct link *link;
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		for (j = 0; j < site->circuit[i].n_link; j++) {
			link = &site->circuit[i].link[j];
			lower = devices_find(devices, link->name);
			if (!lower || !lower->present || lower->index != upper->lower)
				continue;
			diagnostics_add(diags, SEVERITY_WARNING, link->at, "link-upper",
					"%s is a %s on link %s and no link itself: what comes in by it counts as inside, and the filter does not see it; if it belongs to the circuit, add it as a link, with receive: true if nothing is sent by it",
					upper->name, upper->kind, link->name);
			diagnostics_subject(diags, "device %s", upper->name);
			return;
		}
	}
}

void plan_surroundings(const struct site *site, const struct devices *devices,
		       struct diagnostics *diags)
{
	const struct device *device;
	const struct link *link;
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++) {
		for (j = 0; j < site->circuit[i].n_link; j++) {
			link = &site->circuit[i].link[j];
			device = devices_find(devices, link->name);
			if (!device || !device->present)
				continue;
			if (device->strict)
				warn_strict(diags, link);
			if (device->flowtable)
				warn_flowtable(diags, link, device);
			if (device->vrf[0])
				warn_vrf(diags, link, device);
		}
	}
	for (i = 0; i < devices->n; i++) {
		device = &devices->v[i];
		if (device->strict && device->src_valid_mark &&
		    !site_circuit_by_link(site, device->name))
			warn_strict_inside(diags, site, device);
		/* Without inside-devices it is trusted, else it is refused or was named. */
		if (device->lower && takes_packets_of(device->kind) && !site->n_inside_device &&
		    !site_circuit_by_link(site, device->name))
			warn_upper(diags, site, devices, device);
	}
}

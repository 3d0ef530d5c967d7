// SPDX-License-Identifier: GPL-2.0
/* What else is on the links that makes a difference to ersym. */
#include "plan/desired.h"

#include <sys/socket.h>

static void warn_strict(struct diagnostics *diags, const struct link *link)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, "rp-filter",
			"link %s drops IPv4 packets whose sender the main table reaches another way, of connections that are in order too (rp_filter is strict); set the sysctl net.ipv4.conf.%s.rp_filter to 2",
			link->name, link->name);
}

static void warn_flowtable(struct diagnostics *diags, const struct link *link,
			   const struct device *device)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, "flowtable",
			"link %s is in flowtable %s: what that forwards is not seen, and takes routes that it looks up by itself; ersym(8) has the rule that gives it the right ones",
			link->name, device->flowtable);
}

static void warn_vrf(struct diagnostics *diags, const struct link *link,
		     const struct device *device)
{
	diagnostics_add(diags, SEVERITY_WARNING, link->at, "vrf-filter",
			"link %s is in VRF %s: packets are forwarded as the VRF's, so the filter, inbound-snat and transit do not apply to what comes in by it; filter it by the VRF's name",
			link->name, device->vrf);
}

/* Rules for VRFs that come before ours, which then never are asked. Of all links, one is told. */
static void warn_rules(struct diagnostics *diags, const struct link *link,
		       const struct device *device, const struct state *observed)
{
	size_t i;

	for (i = 0; i < observed->n_foreign_rule; i++) {
		const struct ip_rule *rule = &observed->foreign_rule[i];

		if (rule->vrf && rule->priority <= ROUTE_TABLE)
			diagnostics_add(diags, SEVERITY_WARNING, link->at, "vrf-rule",
					"%s %u for VRFs comes before those of ersym: connections over links in a VRF, as %s in %s, do not keep their circuit; ersym(8) has the rules that let them",
					rule->family == AF_INET6 ? "IPv6 rule" : "rule",
					rule->priority, link->name, device->vrf);
	}
}

void plan_surroundings(const struct site *site, const struct devices *devices,
		       const struct state *observed, struct diagnostics *diags)
{
	const struct device *device;
	const struct link *link;
	bool told = false;
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
			if (!device->vrf[0])
				continue;
			warn_vrf(diags, link, device);
			if (!told)
				warn_rules(diags, link, device, observed);
			told = true;
		}
	}
}

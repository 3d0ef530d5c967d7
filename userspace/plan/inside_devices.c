// SPDX-License-Identifier: GPL-2.0
#include "plan/inside_devices.h"

#include <string.h>

#include "model/device_name.h"
#include "util/shell.h"

static bool is_vrf(const struct device *device)
{
	return !strcmp(device->kind, "vrf");
}

/* A device that is down forwards nothing; of a port and a VRF another device is named. */
static bool is_unnamed(const struct site *site, const struct device *device)
{
	return device->present && device->up && !device->master[0] && !is_vrf(device) &&
	       strcmp(device->name, "lo") && !site_circuit_by_link(site, device->name) &&
	       !site_names_inside(site, device->name) &&
	       !(device->vrf[0] && site_names_inside(site, device->vrf));
}

static void warn_unnamed(struct diagnostics *diags, const struct site *site,
			 const struct devices *devices)
{
	size_t i;

	for (i = 0; i < devices->n; i++) {
		if (!is_unnamed(site, &devices->v[i]))
			continue;
		diagnostics_add(diags, SEVERITY_WARNING, site->inside_devices_at, "unnamed-device",
				"%s is neither a link nor an inside device: what is forwarded from it or to it is refused; add it to inside-devices if it is to be trusted",
				devices->v[i].name);
		diagnostics_subject(diags, "device %s", devices->v[i].name);
	}
}

static void report_named(struct diagnostics *diags, const struct inside_device *named,
			 const struct device *device)
{
	if (!device || !device->present) {
		diagnostics_add(diags, SEVERITY_WARNING, named->at, "inside-missing",
				"there is no device %s yet; it will be inside when it is added",
				named->name);
		diagnostics_command(diags, "ifup %s || networkctl reload",
				    shell_name(named->name));
	} else if (strcmp(device->proper_name, device->name)) {
		diagnostics_add(diags, SEVERITY_ERROR, named->at, "inside-altname",
				"%s is an alternative name of %s, by which no packet is matched; write %s",
				named->name, device->proper_name, device->proper_name);
		diagnostics_rename(diags, named->name, device->proper_name);
	} else if (device->master[0]) {
		diagnostics_add(diags, SEVERITY_ERROR, named->at, "inside-port",
				"%s is a port of %s, which takes its packets before they reach IP; write %s",
				named->name, device->master, device->master);
		diagnostics_rename(diags, named->name, device->master);
	} else {
		return;
	}
	diagnostics_subject(diags, "device %s", named->name);
}

void plan_inside_devices(const struct site *site, const struct devices *devices,
			 struct diagnostics *diags)
{
	const struct inside_device *named;
	size_t i;

	if (!site->n_inside_device)
		return;
	for (i = 0; i < site->n_inside_device; i++) {
		named = &site->inside_device[i];
		if (!device_name_is_pattern(named->name))
			report_named(diags, named, devices_find(devices, named->name));
	}
	warn_unnamed(diags, site, devices);
}

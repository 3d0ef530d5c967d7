// SPDX-License-Identifier: GPL-2.0
#include "transaction/desired.h"

#include <string.h>

#include "backend/device.h"
#include "backend/flowtable.h"
#include "backend/host_address.h"
#include "backend/rp_filter.h"
#include "plan/desired.h"
#include "plan/inside_devices.h"
#include "plan/links.h"
#include "plan/masquerade.h"
#include "plan/surroundings.h"
#include "transaction/circuit_records.h"
#include "transaction/translations.h"

/* A gateway that was found may be no neighbour yet. */
static void add_gateways(const struct devices *devices, struct host_addresses *addresses)
{
	const struct device *device;
	size_t i, j;

	for (i = 0; i < devices->n; i++) {
		device = &devices->v[i];
		for (j = 0; j < device->n_default_gateway; j++)
			host_addresses_add(addresses, &device->default_gateway[j], false,
					   device->name);
	}
	host_addresses_sort(addresses);
}

static int check_addresses(struct kernel *kernel, const struct site *site,
			   const struct devices *devices, const struct state *observed,
			   struct diagnostics *diags)
{
	struct host_addresses addresses;
	int ret = host_addresses_observe(&kernel->route, &addresses);

	add_gateways(devices, &addresses);
	if (!ret)
		plan_host_addresses(site, &addresses, observed, diags);
	if (!ret)
		plan_masquerade(site, devices, &addresses, diags);
	host_addresses_free(&addresses);
	return ret;
}

/* The states that were set are kept on disk. */
static int find_conditions(const struct site *site, const struct devices *devices,
			   struct conditions *conditions)
{
	struct circuit_records records;
	int ret = circuit_records_load(&records);

	if (!ret)
		conditions_find(site, devices, &records, conditions);
	circuit_records_free(&records);
	return ret;
}

int desired_state(struct kernel *kernel, const struct site *site, const struct state *observed,
		  struct conditions *conditions, struct state *desired,
		  struct diagnostics *diags)
{
	struct diagnostics again = { 0 };
	struct devices devices = { 0 };
	int ret;

	memset(desired, 0, sizeof(*desired));
	memset(conditions, 0, sizeof(*conditions));
	if (!site)
		return 0;
	ret = devices_observe(&kernel->route, site, &devices);
	if (!ret && diags)
		ret = rp_filters_observe(&kernel->route, &devices);
	if (!ret && diags)
		ret = flowtables_observe(&kernel->nft, &devices);
	if (!ret && diags)
		ret = check_addresses(kernel, site, &devices, observed, diags);
	if (!ret && diags)
		ret = translations_check(&kernel->nft, site, &devices, diags);
	if (!ret && diags)
		plan_links(site, &devices, diags);
	if (!ret && diags)
		plan_inside_devices(site, &devices, diags);
	if (!ret)
		ret = find_conditions(site, &devices, conditions);
	if (!ret)
		plan_desired(site, &devices, conditions, desired, diags ? diags : &again);
	if (!ret && diags)
		plan_surroundings(site, &devices, diags);
	devices_free(&devices);
	diagnostics_free(&again);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0
#include "check/check.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "check/circuit.h"
#include "check/context.h"
#include "check/enforce.h"
#include "check/engine.h"
#include "check/inside_device.h"
#include "check/link.h"
#include "check/mark.h"
#include "check/netmap.h"
#include "check/pool.h"
#include "check/prefix.h"
#include "check/probe.h"
#include "check/service.h"
#include "check/transit.h"

void site_check(const struct site *site, struct diagnostics *diags)
{
	struct check check = { .site = site, .diags = diags };
	uint32_t id_max;

	check.n_inside = range_collect(&site->inside, AF_UNSPEC, &check.inside);
	check_collect_pools(&check);
	id_max = check_mark(&check);
	check_engine(&check);
	check_offload(&check);
	check_prefixes(&check, &site->inside, site->inside_at, false);
	check_circuits(&check, id_max);
	check_links(&check);
	check_inside_devices(&check);
	check_enforce(&check);
	check_pools(&check);
	check_probes(&check);
	check_netmaps(&check);
	check_transit(&check);
	check_services(&check);
	free(check.pool);
	free(check.inside);
}

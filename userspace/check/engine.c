// SPDX-License-Identifier: GPL-2.0
#include "check/engine.h"

/* All that the nftables engine adds is for links. */
void check_engine(struct check *check)
{
	const struct site *site = check->site;
	size_t i;

	if (site->engine != ENGINE_NFTABLES)
		return;
	for (i = 0; i < site->n_circuit; i++)
		if (site->circuit[i].n_link || site->circuit[i].incomplete)
			return;
	check_error(check, site->engine_at, "engine-no-links",
		    "the nftables engine works on links, and no circuit has one on this host; name the links of a circuit, or use engine module");
}

/* Ctnetlink deletes no connection that is in a flowtable, so ersym flush would fail. */
void check_offload(struct check *check)
{
	const struct site *site = check->site;

	if (site->offload && site->engine != ENGINE_MODULE)
		check_error(check, site->offload_at, "offload-engine",
			    "offload needs the module: without it nothing can end a connection that is in a flowtable; remove offload, or use engine module");
}

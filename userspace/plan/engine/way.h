/* SPDX-License-Identifier: GPL-2.0 */
/* Circuits that no packet can leave by now, for the rules that say why one strayed. */
#ifndef ERSYM_PLAN_ENGINE_WAY_H
#define ERSYM_PLAN_ENGINE_WAY_H

#include "model/site.h"
#include "nft/table.h"
#include "plan/device.h"

/**
 * engine_without_way() - fill the set of circuits without a running link to send by
 * @site: the site
 * @devices: all links, sorted
 * @table: a table with the engine; without one, nothing is added
 */
void engine_without_way(const struct site *site, const struct devices *devices,
			struct nft_table *table);

#endif

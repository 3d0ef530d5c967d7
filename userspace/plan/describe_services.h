/* SPDX-License-Identifier: GPL-2.0 */
/* From the services in the nft table back to those of a site. */
#ifndef ERSYM_PLAN_DESCRIBE_SERVICES_H
#define ERSYM_PLAN_DESCRIBE_SERVICES_H

#include "model/site.h"
#include "nft/table.h"
#include "plan/link_owners.h"

/**
 * plan_describe_services() - add the services that an nft table publishes to a site
 * @table: the table, sorted
 * @owners: links of the circuits that @site has, sorted
 * @site: services are added, by name
 */
void plan_describe_services(const struct nft_table *table, const struct link_owners *owners,
			    struct site *site);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The sets and maps of published services. */
#ifndef ERSYM_PLAN_TABLE_SERVICES_H
#define ERSYM_PLAN_TABLE_SERVICES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/site.h"
#include "nft/table.h"

/**
 * table_services() - add the sets and maps of services to a table
 * @site: the services and their circuits
 * @table: sets are added; one that would be empty is left out
 */
void table_services(const struct site *site, struct nft_table *table);

/**
 * table_services_have_protocol() - check whether a set has services of a protocol
 * @set: a set of IFNAME . address . protocol . port; NULL if the table has none
 * @protocol: IPPROTO_*
 *
 * Return: true if an element of the set has the protocol.
 */
bool table_services_have_protocol(const struct nft_set *set, uint8_t protocol);

#endif

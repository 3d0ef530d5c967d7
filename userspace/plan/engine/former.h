/* SPDX-License-Identifier: GPL-2.0 */
/* The circuits that connections may still carry in their marks, until these are converted. */
#ifndef ERSYM_PLAN_ENGINE_FORMER_H
#define ERSYM_PLAN_ENGINE_FORMER_H

#include <stdbool.h>

#include "nft/table.h"
#include "plan/module.h"

/**
 * former_add() - add the set of former circuits to a table
 * @circuits: circuits with ids, and the mark mask, that are no longer in force
 * @table: the table that is in force while marks are converted; it has no such set
 */
void former_add(const struct module_config *circuits, struct nft_table *table);

/**
 * former_remove() - remove the set of former circuits from a table, if it has one
 * @table: the table
 */
void former_remove(struct nft_table *table);

/**
 * former_read() - read the former circuits of a table
 * @table: the table as observed
 * @circuits: written; names, ids and mask only; to be freed with module_config_free()
 *
 * Return: true if marks were being converted when the change was interrupted.
 */
bool former_read(const struct nft_table *table, struct module_config *circuits);

#endif

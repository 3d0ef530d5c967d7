/* SPDX-License-Identifier: GPL-2.0 */
/* From a table of the nftables engine back to the circuits that it is for. */
#ifndef ERSYM_PLAN_ENGINE_DESCRIBE_H
#define ERSYM_PLAN_ENGINE_DESCRIBE_H

#include <stdbool.h>

#include "model/site.h"
#include "nft/table.h"
#include "plan/module.h"

/**
 * engine_in_force() - check whether a table keeps paths symmetric without the module
 * @table: the table
 *
 * Return: true if it has the engine.
 */
bool engine_in_force(const struct nft_table *table);

/**
 * engine_describe() - the configuration that the module would have
 * @table: a table with the engine
 * @config: written; to be freed with module_config_free()
 *
 * What cannot be read, because other programs have changed the table, is missing.
 */
void engine_describe(const struct nft_table *table, struct module_config *config);

/**
 * engine_circuit_kind() - the kind of a circuit
 * @table: a table with the engine
 * @circuit: name of the circuit
 *
 * Return: the kind, or KIND_NONE if the table does not have it.
 */
enum circuit_kind engine_circuit_kind(const struct nft_table *table, const char *circuit);

#endif

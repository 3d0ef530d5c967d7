/* SPDX-License-Identifier: GPL-2.0 */
/* The engine that keeps paths symmetric in this network namespace: the module or nftables. */
#ifndef ERSYM_BACKEND_ACTIVE_ENGINE_H
#define ERSYM_BACKEND_ACTIVE_ENGINE_H

#include "backend/module.h"
#include "live/circuit.h"
#include "live/flow.h"
#include "live/names.h"
#include "live/violation.h"
#include "model/site.h"
#include "nft/table.h"

/**
 * struct active_engine - the engine that is in force
 * @engine: which one; ENGINE_MODULE if nothing is configured
 * @module: the connection to the module, if @has_module
 * @has_module: @module is open
 * @names: of the circuits in force; empty if nothing is configured
 * @table: of ENGINE_NFTABLES, with its counters
 */
struct active_engine {
	enum engine engine;
	struct module module;
	bool has_module;
	struct names names;
	struct nft_table table;
};

/*
 * These functions report an error on stderr.
 */

/**
 * active_engine_open() - find out which engine is in force, and read its circuits
 * @active: written
 *
 * Return: 0; -ENOENT if there is neither the module nor a table that replaces it; another
 * -errno. After an error there is nothing to close
 */
int active_engine_open(struct active_engine *active);

/**
 * active_engine_close() - free what active_engine_open() read
 * @active: an engine that is open
 */
void active_engine_close(struct active_engine *active);

/**
 * active_engine_missing() - report that there is neither the module nor a table
 *
 * Return: -ENOENT
 */
int active_engine_missing(void);

/**
 * active_engine_circuits() - read the state of all circuits
 * @active: the engine
 * @list: written, to be freed with circuit_states_free()
 *
 * Return: 0 or -errno
 */
int active_engine_circuits(struct active_engine *active, struct circuit_states *list);

/**
 * active_engine_violations() - read every counter of violations that is not zero
 * @active: the engine
 * @list: written, to be freed with violations_free()
 *
 * Return: 0 or -errno
 */
int active_engine_violations(struct active_engine *active, struct violations *list);

/**
 * active_engine_flush() - end connections
 * @active: the engine
 * @filter: which; an empty one means all connections that have facts
 * @ended: how many have been ended
 *
 * Return: 0 or -errno
 */
int active_engine_flush(struct active_engine *active, const struct flow_filter *filter,
			uint32_t *ended);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What is in force, whichever engine keeps the paths: its circuits, counters, connections. */
#ifndef ERSYM_BACKEND_RUNNING_H
#define ERSYM_BACKEND_RUNNING_H

#include "backend/module.h"
#include "backend/names.h"
#include "model/site.h"
#include "plan/nft.h"

/**
 * struct running - the engine at work in this network namespace
 * @has_module: @module is open
 * @names: of the circuits in force; none if there are none
 * @table: of ENGINE_NFTABLES
 */
struct running {
	enum engine engine;
	struct module module;
	bool has_module;
	struct names names;
	struct nft_table table;
};

/* These functions say on stderr what went wrong. The result is 0 or -errno. */

/* -ENOENT if there is neither the module nor a table that does its work. */
int running_open(struct running *running);
void running_close(struct running *running);

/* Says that there is neither. Return: -ENOENT */
int running_missing(void);

/* As module_circuits(), module_violations() and module_flush(). */
int running_circuits(struct running *running, struct circuit_states *list);
int running_violations(struct running *running, struct violations *list);
int running_flush(struct running *running, const struct flow_filter *filter, uint32_t *ended);

#endif

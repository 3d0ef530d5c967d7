// SPDX-License-Identifier: GPL-2.0
#include "backend/active_engine.h"

#include <errno.h>
#include <string.h>

#include "backend/flow_change.h"
#include "backend/module_flush.h"
#include "backend/module_names.h"
#include "backend/module_status.h"
#include "backend/module_violation.h"
#include "backend/nft_engine.h"
#include "backend/nft_observe.h"
#include "backend/socket.h"
#include "model/kind.h"
#include "plan/engine/describe.h"
#include "plan/table/names.h"
#include "util/array.h"
#include "util/error.h"

int active_engine_missing(void)
{
	error("the kernel module is not loaded, and the nftables engine is not in force: run \"modprobe ersym\"");
	return -ENOENT;
}

/* With the module, a user without the privilege to read the ruleset is no error. */
static int observe_table(struct active_engine *active)
{
	struct nl_socket nl;
	uint32_t generation;
	int err;

	err = socket_open(&nl, NETLINK_NETFILTER);
	if (err)
		return err;
	if (!active->has_module || nft_may_observe(&nl))
		err = nft_observe(&nl, &active->table, &generation);
	nl_close(&nl);
	return err;
}

static int read_table(struct active_engine *active)
{
	struct module_config config;
	int err;

	err = observe_table(active);
	if (err)
		return err;
	if (engine_in_force(&active->table)) {
		active->engine = ENGINE_NFTABLES;
		engine_describe(&active->table, &config);
		names_free(&active->names);
		names_init(&active->names, &config);
	} else if (!active->has_module) {
		err = active_engine_missing();
	}
	return err;
}

int active_engine_open(struct active_engine *active)
{
	int err;

	memset(active, 0, sizeof(*active));
	active->engine = ENGINE_MODULE;
	err = module_open(&active->module);
	if (err && err != -ENOENT)
		return err;
	active->has_module = !err;
	err = active->has_module ? module_names(&active->module, &active->names) : 0;
	if (!err && !active->names.config.n_circuit)
		err = read_table(active);
	if (err)
		active_engine_close(active);
	return err;
}

void active_engine_close(struct active_engine *active)
{
	if (active->has_module)
		module_close(&active->module);
	names_free(&active->names);
	nft_table_free(&active->table);
}

int active_engine_circuits(struct active_engine *active, struct circuit_states *list)
{
	if (active->engine == ENGINE_MODULE)
		return module_status_dump(&active->module, list);
	return nft_engine_circuits(&active->table, &active->names.config, list);
}

/* The filter is the same with both engines. */
static void add_unnamed(const struct nft_table *table, struct violations *list)
{
	const struct nft_counter *counter;
	struct violation *v;
	size_t i;

	for (i = 0; i < table->n_counter; i++) {
		counter = &table->counter[i];
		if (strcmp(counter->name, TABLE_COUNTER_UNNAMED) || !counter->packets)
			continue;
		list->v = array_grow(list->v, list->n, sizeof(*list->v));
		v = &list->v[list->n++];
		v->kind = KIND_UNNAMED;
		v->expected = ERSYM_CIRCUIT_UNKNOWN;
		v->actual = ERSYM_CIRCUIT_UNKNOWN;
		v->packets = counter->packets;
		v->bytes = counter->bytes;
	}
}

int active_engine_violations(struct active_engine *active, struct violations *list)
{
	int err = 0;

	if (active->engine == ENGINE_NFTABLES)
		nft_engine_violations(&active->table, &active->names.config, list);
	else
		err = module_violation_dump(&active->module, list);
	if (!err && !active->table.present)
		err = observe_table(active);
	if (err)
		violations_free(list);
	else
		add_unnamed(&active->table, list);
	return err;
}

int active_engine_flush(struct active_engine *active, const struct flow_filter *filter,
			uint32_t *ended)
{
	if (active->engine == ENGINE_MODULE)
		return module_flush(&active->module, filter, ended);
	return flow_flush(active->names.config.mark_mask, filter, ended);
}

// SPDX-License-Identifier: GPL-2.0
#include "backend/nft_engine.h"

#include <string.h>

#include "backend/device.h"
#include "backend/socket.h"
#include "plan/engine/names.h"
#include "plan/engine/violation.h"
#include "util/array.h"

static int observe_links(const struct module_config *config, struct devices *devices)
{
	struct nl_socket nl;
	size_t i, j;
	int err;

	err = socket_open(&nl, NETLINK_ROUTE);
	if (err)
		return err;
	for (i = 0; i < config->n_circuit; i++)
		for (j = 0; j < config->circuit[i].n_link; j++)
			devices_add(devices, config->circuit[i].link[j].name);
	err = devices_observe_links(&nl, devices);
	nl_close(&nl);
	return err;
}

static void describe_links(const struct module_circuit *from, const struct devices *devices,
			   struct circuit_state *to)
{
	const struct device *device;
	struct link_state *link;
	size_t i;

	for (i = 0; i < from->n_link; i++) {
		to->link = array_grow(to->link, to->n_link, sizeof(*to->link));
		link = &to->link[to->n_link++];
		memcpy(link->device, from->link[i].name, sizeof(link->device));
		device = devices_find(devices, link->device);
		link->present = device && device->present;
		link->running = device && device->running;
	}
}

/* The set of births counts connections by the facts that they were born with. */
static void count_born(const struct nft_table *table, uint32_t mark_mask,
		       struct circuit_state *circuit)
{
	const struct nft_set *set = nft_table_set(table, ENGINE_SET_BORN);
	struct mark_layout layout;
	uint32_t facts;
	size_t i;

	if (mark_layout_init(&layout, mark_mask))
		return;
	for (i = 0; set && i < set->n_element; i++) {
		memcpy(&facts, set->element[i].key, sizeof(facts));
		if (mark_get(&layout, facts, MARK_IN) == circuit->id)
			circuit->born_in += set->element[i].packets;
		if (mark_get(&layout, facts, MARK_OUT) == circuit->id)
			circuit->born_out += set->element[i].packets;
	}
}

int nft_engine_circuits(const struct nft_table *table, const struct module_config *config,
			struct circuit_states *list)
{
	struct devices devices = { 0 };
	size_t i;
	int err;

	memset(list, 0, sizeof(*list));
	err = observe_links(config, &devices);
	for (i = 0; !err && i < config->n_circuit; i++) {
		struct circuit_state *circuit;

		list->v = array_grow(list->v, list->n, sizeof(*list->v));
		circuit = &list->v[list->n++];
		circuit->id = config->circuit[i].id;
		memcpy(circuit->name, config->circuit[i].name, sizeof(circuit->name));
		circuit->public_only = config->circuit[i].public_only;
		count_born(table, config->mark_mask, circuit);
		describe_links(&config->circuit[i], &devices, circuit);
	}
	devices_free(&devices);
	return err;
}

static struct violation *find_violation(struct violations *list,
					const struct engine_violation *which)
{
	struct violation *v;
	size_t i;

	for (i = 0; i < list->n; i++) {
		v = &list->v[i];
		if (v->kind == which->kind && v->expected == which->expected &&
		    v->actual == which->actual)
			return v;
	}
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	v = &list->v[list->n++];
	v->kind = which->kind;
	v->expected = which->expected;
	v->actual = which->actual;
	return v;
}

static void add_packets(struct violation *v, const struct nft_element *e)
{
	v->packets += e->packets;
	v->bytes += e->bytes;
}

static void add_connections(struct violation *v, const struct nft_element *e)
{
	v->connections += e->packets;
}

static void add_way_gone(struct violation *v, const struct nft_element *e)
{
	v->way_gone += e->packets;
}

/* @add: adds the counter of an element of the set to what it counts */
static void add_violations(const struct nft_table *table, const struct module_config *config,
			   const char *name,
			   void (*add)(struct violation *v, const struct nft_element *e),
			   struct violations *list)
{
	const struct nft_set *set = nft_table_set(table, name);
	struct engine_violation which;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		const struct nft_element *e = &set->element[i];

		if (!engine_violation_read(config, set, e, &which))
			add(find_violation(list, &which), e);
	}
}

void nft_engine_violations(const struct nft_table *table, const struct module_config *config,
			   struct violations *list)
{
	memset(list, 0, sizeof(*list));
	add_violations(table, config, ENGINE_SET_VIOLATIONS, add_packets, list);
	add_violations(table, config, ENGINE_SET_WRONG_POOL, add_packets, list);
	add_violations(table, config, ENGINE_SET_STRAYED, add_connections, list);
	add_violations(table, config, ENGINE_SET_WRONG_POOL_STRAYED, add_connections, list);
	add_violations(table, config, ENGINE_SET_WAY_GONE, add_way_gone, list);
}

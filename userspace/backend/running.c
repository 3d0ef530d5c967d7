// SPDX-License-Identifier: GPL-2.0
#include "backend/running.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend/flow.h"
#include "backend/nft.h"
#include "backend/route.h"
#include "backend/socket.h"
#include "plan/paths.h"
#include "util/alloc.h"
#include "util/error.h"

int running_missing(void)
{
	error("the kernel module is not loaded: run \"modprobe ersym\"; nor is engine nftables in force");
	return -ENOENT;
}

/* With the module, a user who may not read the ruleset still sees that nothing is in force. */
static int read_table(struct running *running)
{
	struct module_config config;
	struct nl_socket nl;
	uint32_t generation;
	int err;

	err = socket_open(&nl, NETLINK_NETFILTER);
	if (err)
		return err;
	if (running->has_module && !nft_may_observe(&nl)) {
		nl_close(&nl);
		return 0;
	}
	err = nft_observe(&nl, &running->table, &generation);
	nl_close(&nl);
	if (err)
		return err;
	if (paths_in_force(&running->table)) {
		running->engine = ENGINE_NFTABLES;
		paths_describe(&running->table, &config);
		names_free(&running->names);
		names_init(&running->names, &config);
	} else if (!running->has_module) {
		err = running_missing();
	}
	return err;
}

int running_open(struct running *running)
{
	int err;

	memset(running, 0, sizeof(*running));
	running->engine = ENGINE_MODULE;
	err = module_open(&running->module);
	if (err && err != -ENOENT)
		return err;
	running->has_module = !err;
	err = running->has_module ? names_load(&running->module, &running->names) : 0;
	if (!err && !running->names.config.n_circuit)
		err = read_table(running);
	if (err)
		running_close(running);
	return err;
}

void running_close(struct running *running)
{
	if (running->has_module)
		module_close(&running->module);
	names_free(&running->names);
	nft_table_free(&running->table);
}

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
	err = links_observe(&nl, devices);
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

/* The set of births has connections by the facts that they were born with. */
static void count_born(const struct running *running, struct circuit_state *circuit)
{
	const struct nft_set *set = nft_table_set(&running->table, PATHS_BORN);
	struct mark_layout layout;
	uint32_t facts;
	size_t i;

	if (mark_layout_init(&layout, running->names.config.mark_mask))
		return;
	for (i = 0; set && i < set->n_element; i++) {
		memcpy(&facts, set->element[i].key, sizeof(facts));
		if (mark_get(&layout, facts, MARK_IN) == circuit->id)
			circuit->born_in += set->element[i].packets;
		if (mark_get(&layout, facts, MARK_OUT) == circuit->id)
			circuit->born_out += set->element[i].packets;
	}
}

static int table_circuits(const struct running *running, struct circuit_states *list)
{
	const struct module_config *config = &running->names.config;
	struct devices devices = { 0 };
	size_t i;
	int err;

	err = observe_links(config, &devices);
	for (i = 0; !err && i < config->n_circuit; i++) {
		struct circuit_state *circuit;

		list->v = array_grow(list->v, list->n, sizeof(*list->v));
		circuit = &list->v[list->n++];
		circuit->id = config->circuit[i].id;
		memcpy(circuit->name, config->circuit[i].name, sizeof(circuit->name));
		circuit->public_only = config->circuit[i].public_only;
		count_born(running, circuit);
		describe_links(&config->circuit[i], &devices, circuit);
	}
	devices_free(&devices);
	return err;
}

int running_circuits(struct running *running, struct circuit_states *list)
{
	memset(list, 0, sizeof(*list));
	if (running->engine == ENGINE_MODULE)
		return module_circuits(&running->module, list);
	return table_circuits(running, list);
}

static struct violation *find_violation(struct violations *list,
					const struct paths_violation *which)
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

static void add_violations(const struct running *running, const char *name, bool connections,
			   struct violations *list)
{
	const struct nft_set *set = nft_table_set(&running->table, name);
	struct paths_violation which;
	struct violation *v;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		const struct nft_element *e = &set->element[i];

		if (paths_violation_read(&running->names.config, set, e, &which))
			continue;
		v = find_violation(list, &which);
		if (connections) {
			v->connections += e->packets;
		} else {
			v->packets += e->packets;
			v->bytes += e->bytes;
		}
	}
}

int running_violations(struct running *running, struct violations *list)
{
	memset(list, 0, sizeof(*list));
	if (running->engine == ENGINE_MODULE)
		return module_violations(&running->module, list);
	add_violations(running, PATHS_VIOLATIONS, false, list);
	add_violations(running, PATHS_WRONG_POOL, false, list);
	add_violations(running, PATHS_STRAYED, true, list);
	add_violations(running, PATHS_WRONG_POOL_STRAYED, true, list);
	return 0;
}

int running_flush(struct running *running, const struct flow_filter *filter, uint32_t *ended)
{
	if (running->engine == ENGINE_MODULE)
		return module_flush(&running->module, filter, ended);
	return flows_flush(running->names.config.mark_mask, filter, ended);
}

// SPDX-License-Identifier: GPL-2.0
#include "transaction/missing.h"

#include <string.h>

#include "backend/device.h"
#include "backend/neighbour.h"
#include "backend/route_observe.h"
#include "backend/socket.h"
#include "plan/desired.h"
#include "plan/diff.h"
#include "plan/engine/names.h"
#include "transaction/circuit_records.h"
#include "transaction/desired.h"

static const struct next_hop *find_hop(const struct route *route, const char *device)
{
	size_t i;

	for (i = 0; route && i < route->n_hop; i++)
		if (!strcmp(route->hop[i].device, device))
			return &route->hop[i];
	return NULL;
}

/* Whether a route leads over a device only after the change, or by another gateway. */
static bool is_missing(const struct operation *o, const char *device)
{
	const struct next_hop *old = find_hop(o->old.route, device);
	const struct next_hop *new = find_hop(o->new.route, device);

	return new && !(old && address_equal(&old->gateway, &new->gateway));
}

/* A rule leads to all links of its circuit. */
static void mark(struct circuit_state *circuit, const struct operation *o)
{
	size_t i;

	for (i = 0; i < circuit->n_link; i++)
		if (o->object == OBJECT_RULE || is_missing(o, circuit->link[i].device))
			circuit->link[i].missing = true;
}

/* A neighbour for which a link answers. */
static void mark_neighbour(struct circuit_state *circuit, const struct neighbour *neighbour)
{
	size_t i;

	for (i = 0; i < circuit->n_link; i++)
		if (!strcmp(circuit->link[i].device, neighbour->device))
			circuit->link[i].missing = true;
}

static void mark_operation(const struct operation *o, struct circuit_states *list)
{
	size_t i;

	for (i = 0; o->verb != VERB_DELETE && i < list->n; i++) {
		struct circuit_state *circuit = &list->v[i];

		if (o->object == OBJECT_NEIGHBOUR)
			mark_neighbour(circuit, o->new.neighbour);
		else if (o->object == OBJECT_ROUTE)
			mark(circuit, o);
		/* Any other rule leads to those of all circuits. */
		else if (o->object == OBJECT_RULE &&
			 (o->new.rule->table == ROUTE_TABLE + circuit->id ||
			  o->new.rule->table < ROUTE_TABLE))
			mark(circuit, o);
	}
}

void missing_mark(const struct state *observed, const struct state *desired,
		  struct circuit_states *list)
{
	struct operations operations;
	size_t i;

	plan_diff(observed, desired, &operations);
	for (i = 0; i < operations.n; i++)
		mark_operation(&operations.v[i], list);
	operations_free(&operations);
}

static struct circuit_state *find_state(const struct circuit_states *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (!strcmp(list->v[i].name, name))
			return &list->v[i];
	return NULL;
}

/* A condition that was not acted on yet has no time. */
static void mark_conditions(const struct site *site, const struct conditions *conditions,
			    const struct circuit_records *records, struct circuit_states *list)
{
	const struct condition *condition;
	const struct circuit_record *record;
	struct circuit_state *state;
	size_t i;

	for (i = 0; i < conditions->n; i++) {
		condition = &conditions->v[i];
		state = find_state(list, site->circuit[i].name);
		if (!state || !site->circuit[i].n_link)
			continue;
		state->known = true;
		state->down = condition->down;
		state->reason = condition->reason;
		record = circuit_records_find(records, state->name);
		if (record && record->known && record->down == condition->down)
			state->since = record->since;
		if (record && condition->reason == REASON_WORD)
			strcpy(state->why, record->why);
		else
			strcpy(state->why, condition->why);
	}
}

static int observe(struct nl_socket *nl, const struct site *site, struct circuit_states *list)
{
	struct state observed = { 0 }, desired = { 0 };
	struct diagnostics diags = { 0 };
	struct conditions conditions = { 0 };
	struct devices devices = { 0 };
	struct circuit_records records = { 0 };
	int err = routes_observe(nl, &observed);

	if (!err)
		err = neighbours_observe(nl, &observed);
	if (!err)
		err = devices_observe(nl, site, &devices);
	if (!err)
		err = circuit_records_load(&records);
	if (!err) {
		conditions_find(site, &devices, &records, &conditions);
		plan_desired(site, &devices, &conditions, &desired, &diags);
		missing_mark(&observed, &desired, list);
		mark_conditions(site, &conditions, &records, list);
	}
	conditions_free(&conditions);
	circuit_records_free(&records);
	state_free(&observed);
	state_free(&desired);
	devices_free(&devices);
	diagnostics_free(&diags);
	return err;
}

int missing_observe(const struct site *site, struct circuit_states *list)
{
	struct nl_socket nl;
	int err = socket_open(&nl, NETLINK_ROUTE);

	if (err)
		return err;
	err = observe(&nl, site, list);
	nl_close(&nl);
	return err;
}

/* A circuit whose last link went down is a new finding, and nothing that was applied. */
static bool is_finding(const struct operation *o)
{
	return o->object == OBJECT_ELEMENT && !strcmp(o->set->name, ENGINE_SET_WITHOUT_WAY);
}

static size_t count_missing(const struct operations *operations)
{
	size_t i, n = 0;

	for (i = 0; i < operations->n; i++)
		n += operations->v[i].verb != VERB_DELETE && !is_finding(&operations->v[i]);
	return n;
}

static int plan_site(struct kernel *kernel, const struct site *site, const struct state *observed,
		     struct state *desired)
{
	struct conditions conditions;
	int err = desired_state(kernel, site, observed, &conditions, desired, NULL);

	conditions_free(&conditions);
	return err;
}

int missing_count(struct kernel *kernel, const struct site *site, const struct state *observed,
		  size_t *n)
{
	struct operations operations;
	struct state desired;
	int err = plan_site(kernel, site, observed, &desired);

	*n = 0;
	if (!err) {
		plan_diff(observed, &desired, &operations);
		*n = count_missing(&operations);
		operations_free(&operations);
	}
	state_free(&desired);
	return err;
}

int missing_difference(struct kernel *kernel, const struct site *site,
		       const struct state *observed, const struct state *other, size_t *n)
{
	struct operations operations;
	struct state desired;
	int err = plan_site(kernel, site, observed, &desired);

	*n = 0;
	if (!err) {
		plan_diff(&desired, other, &operations);
		*n = operations.n;
		operations_free(&operations);
	}
	state_free(&desired);
	return err;
}

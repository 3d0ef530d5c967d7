// SPDX-License-Identifier: GPL-2.0
#include "plan/diff.h"

#include <string.h>

#include <linux/rtnetlink.h>

#include "plan/diff_table.h"
#include "plan/engine/describe.h"
#include "plan/merge.h"

static int compare_circuit(const void *a, const void *b, void *arg)
{
	const struct module_circuit *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static void diff_module(const struct module_config *old, const struct module_config *new,
			struct operations *list)
{
	struct merge m;

	if (old->n_circuit && new->n_circuit) {
		if (!module_config_same_rest(old, new))
			operations_add(list, VERB_CHANGE, OBJECT_MODULE, old, new);
	} else if (new->n_circuit) {
		operations_add(list, VERB_ADD, OBJECT_MODULE, NULL, new);
	} else if (old->n_circuit) {
		operations_add(list, VERB_DELETE, OBJECT_MODULE, old, NULL);
	}
	merge_begin(&m, old->circuit, old->n_circuit, new->circuit, new->n_circuit,
		    sizeof(*old->circuit));
	while (merge_next(&m, compare_circuit, NULL)) {
		if (!m.b)
			operations_add(list, VERB_DELETE, OBJECT_CIRCUIT, m.a, NULL);
		else if (!m.a)
			operations_add(list, VERB_ADD, OBJECT_CIRCUIT, NULL, m.b);
		else if (!module_circuit_equal((const void *)m.a, (const void *)m.b))
			operations_add(list, VERB_CHANGE, OBJECT_CIRCUIT, m.a, m.b);
	}
}

static int compare_rule(const void *a, const void *b, void *arg)
{
	return ip_rule_compare(a, b);
}

static void diff_rules(const struct state *old, const struct state *new, enum verb verb,
		       struct operations *list)
{
	struct merge m;

	merge_begin(&m, old->rule, old->n_rule, new->rule, new->n_rule, sizeof(*old->rule));
	while (merge_next(&m, compare_rule, NULL)) {
		if (!m.b && verb == VERB_DELETE)
			operations_add(list, VERB_DELETE, OBJECT_RULE, m.a, NULL);
		else if (!m.a && verb == VERB_ADD)
			operations_add(list, VERB_ADD, OBJECT_RULE, NULL, m.b);
	}
}

static int compare_route(const void *a, const void *b, void *arg)
{
	return route_compare(a, b);
}

/* Whether no packet is led to a table yet; the main table is never one of them. */
static bool is_new_table(const struct state *old, const struct route *route)
{
	size_t i;

	for (i = 0; i < old->n_route; i++)
		if (old->route[i].table == route->table &&
		    old->route[i].destination.address.family == route->destination.address.family)
			return false;
	return route->table != RT_TABLE_MAIN;
}

/* Whether new connections choose a circuit by this route. */
static bool is_main_default(const struct route *route)
{
	return route->table == RT_TABLE_MAIN && !route->destination.length &&
	       route->type == ROUTE_UNICAST;
}

/*
 * @a or @b is NULL if the route is added or deleted. New connections are led to a circuit
 * when the rest of it is in force, and away from it before anything of it is removed.
 */
static enum stage stage_of(const struct state *old, const struct route *a, const struct route *b)
{
	if ((b ? b : a)->type == ROUTE_LOCAL)
		return b ? STAGE_ANSWER : STAGE_RETRACT;
	if (!b)
		return is_main_default(a) ? STAGE_NARROW : STAGE_CLEAN;
	if (is_main_default(b) && (!a || !route_narrows(a, b)))
		return STAGE_CLEAN;
	if (a)
		return route_narrows(a, b) ? STAGE_NARROW : STAGE_WIDEN;
	return b->type == ROUTE_BLACKHOLE || is_new_table(old, b) ? STAGE_PREPARE : STAGE_WIDEN;
}

/*
 * A default route of the main table that leads to other circuits than before: it is deleted
 * before any of those is, and re-added when these are complete.
 */
static bool is_led_elsewhere(const struct route *a, const struct route *b)
{
	return a && b && is_main_default(b) && !route_equal(a, b) && !route_narrows(a, b) &&
	       !route_narrows(b, a);
}

/* IPv6 cannot replace a route by one of another type. */
static void diff_routes(const struct state *old, const struct state *new, enum stage stage,
			struct operations *list)
{
	struct merge m;

	merge_begin(&m, old->route, old->n_route, new->route, new->n_route, sizeof(*old->route));
	while (merge_next(&m, compare_route, NULL)) {
		const struct route *a = (const void *)m.a, *b = (const void *)m.b;

		if (is_led_elsewhere(a, b)) {
			if (stage == STAGE_NARROW)
				operations_add(list, VERB_DELETE, OBJECT_ROUTE, a, NULL);
			else if (stage == STAGE_CLEAN)
				operations_add(list, VERB_ADD, OBJECT_ROUTE, NULL, b);
			continue;
		}
		if (stage_of(old, a, b) != stage)
			continue;
		if (!b) {
			operations_add(list, VERB_DELETE, OBJECT_ROUTE, a, NULL);
		} else if (!a) {
			operations_add(list, VERB_ADD, OBJECT_ROUTE, NULL, b);
		} else if (a->type != b->type) {
			operations_add(list, VERB_DELETE, OBJECT_ROUTE, a, NULL);
			operations_add(list, VERB_ADD, OBJECT_ROUTE, NULL, b);
		} else if (!route_equal(a, b)) {
			operations_add(list, VERB_CHANGE, OBJECT_ROUTE, a, b);
		}
	}
}

static int compare_neighbour(const void *a, const void *b, void *arg)
{
	return neighbour_compare(a, b);
}

static void diff_neighbours(const struct state *old, const struct state *new, enum stage stage,
			    struct operations *list)
{
	struct merge m;

	merge_begin(&m, old->neighbour, old->n_neighbour, new->neighbour, new->n_neighbour,
		    sizeof(*old->neighbour));
	while (merge_next(&m, compare_neighbour, NULL)) {
		const struct neighbour *a = (const void *)m.a, *b = (const void *)m.b;

		if (!b && stage == STAGE_RETRACT)
			operations_add(list, VERB_DELETE, OBJECT_NEIGHBOUR, a, NULL);
		else if (b && !a && stage == STAGE_ANSWER)
			operations_add(list, VERB_ADD, OBJECT_NEIGHBOUR, NULL, b);
		else if (b && a && a->silent && !b->silent && stage == STAGE_ANSWER)
			operations_add(list, VERB_CHANGE, OBJECT_NEIGHBOUR, a, b);
	}
}

/*
 * Whether a device, or an id in the mark of a connection, means another circuit after
 * the change. Connections in a flowtable bypass the module, so they must leave it then.
 */
static bool circuits_differ(const struct module_config *old, const struct module_config *new)
{
	struct merge m;

	if (old->mark_mask != new->mark_mask)
		return true;
	merge_begin(&m, old->circuit, old->n_circuit, new->circuit, new->n_circuit,
		    sizeof(*old->circuit));
	while (merge_next(&m, compare_circuit, NULL))
		if (!m.a || !m.b ||
		    !module_circuit_same_path((const void *)m.a, (const void *)m.b))
			return true;
	return false;
}

static void diff_stage(const struct state *old, const struct state *new, enum stage stage,
		       struct operations *list)
{
	size_t i = list->n;

	switch (stage) {
	case STAGE_PREPARE:
		diff_routes(old, new, stage, list);
		diff_rules(old, new, VERB_ADD, list);
		break;
	case STAGE_MODULE:
		diff_module(&old->module, &new->module, list);
		break;
	case STAGE_TABLE:
		plan_diff_table(&old->nft, &new->nft,
				circuits_differ(&old->module, &new->module), list);
		break;
	case STAGE_CLEAN:
		diff_rules(old, new, VERB_DELETE, list);
		diff_routes(old, new, stage, list);
		break;
	case STAGE_RETRACT:
	case STAGE_ANSWER:
		diff_routes(old, new, stage, list);
		diff_neighbours(old, new, stage, list);
		break;
	case STAGE_NARROW:
	case STAGE_WIDEN:
		diff_routes(old, new, stage, list);
		break;
	}
	for (; i < list->n; i++)
		list->v[i].stage = stage;
}

/* With what answers for addresses, which the table protects. */
static void diff_table_stages(const struct state *old, const struct state *new,
			      struct operations *list)
{
	diff_stage(old, new, STAGE_RETRACT, list);
	diff_stage(old, new, STAGE_TABLE, list);
	diff_stage(old, new, STAGE_ANSWER, list);
}

void plan_diff(const struct state *observed, const struct state *desired,
	       struct operations *operations)
{
	bool table_judges = engine_in_force(&desired->nft);

	memset(operations, 0, sizeof(*operations));
	diff_stage(observed, desired, STAGE_NARROW, operations);
	diff_stage(observed, desired, STAGE_PREPARE, operations);
	if (table_judges)
		diff_table_stages(observed, desired, operations);
	diff_stage(observed, desired, STAGE_MODULE, operations);
	diff_stage(observed, desired, STAGE_WIDEN, operations);
	if (!table_judges)
		diff_table_stages(observed, desired, operations);
	diff_stage(observed, desired, STAGE_CLEAN, operations);
}

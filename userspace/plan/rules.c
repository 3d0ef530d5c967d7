// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel compares rules one after the other. One rule of ours precedes those of other
 * programs: it leads a packet that has a routing mark past all of them, and is all that
 * other packets meet. A tree of gotos then leads the packet, by the bits of its circuit's
 * id from the highest on, to the few rules among which its circuit's is:
 *
 *	IP_RULE_ENTRY		a routing mark: goto IP_RULE_FIRST. Next to the kernel's own
 *				rule at this priority; rules that other programs add without
 *				a priority follow it
 *	IP_RULE_FIRST		the root of the tree or, without a tree, the rule of the
 *				first circuit: it exists as long as there is a circuit, so
 *				that the entry never changes and keeps its place
 *	IP_RULE_FIRST + 1 ...	nodes of the tree, two rules each: a bit is set, or is
 *				not, in an id whose higher bits have a certain value;
 *				goto the next node, or the rules of circuits
 *	IP_RULE_CIRCUIT + id	the rule of a circuit
 *	IP_RULE_LAST		a routing mark: the main table, if the table of the circuit
 *				has no route. The module counts such packets
 *
 * The priority of a node below the root does not depend on which circuits exist. Each node
 * compares all bits that lead to it, so a packet that reaches another node while rules are
 * added and deleted does not match there, and finds the rule of its circuit further down.
 */
#include "plan/rules.h"

#include <stdlib.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "plan/routes.h"
#include "util/alloc.h"

/* Rules that are compared one after the other rather than split by a node. */
#define ROW_MAX 4

/**
 * struct tree - rules of one family while they are written
 * @layout: where the routing mark is in a packet's mark
 * @family: AF_INET or AF_INET6
 * @id: ids of the circuits, in ascending order
 * @state: rules are added
 */
struct tree {
	const struct mark_layout *layout;
	uint8_t family;
	const uint32_t *id;
	struct state *state;
};

static struct ip_rule *add_rule(const struct tree *tree, uint32_t priority, uint32_t id,
				uint32_t mask)
{
	struct ip_rule *rule = state_add_rule(tree->state);

	rule->family = tree->family;
	rule->priority = priority;
	rule->mark = mark_value(tree->layout, MARK_IN, id);
	rule->mask = mask << tree->layout->shift;
	rule->protocol = ROUTE_PROTOCOL;
	rule->plain = true;
	return rule;
}

/* Add a rule for all packets that have a routing mark. */
static struct ip_rule *add_rule_marked(const struct tree *tree, uint32_t priority)
{
	struct ip_rule *rule = add_rule(tree, priority, ERSYM_CIRCUIT_UNKNOWN,
					tree->layout->inside);

	rule->inverted = true;
	return rule;
}

/**
 * branch() - add the nodes that lead to some of the circuits
 * @tree: the rules
 * @first: the first of the circuits, as index of @tree->id
 * @n: number of circuits
 * @bit: the highest bit in which their ids may differ; at least 2 if there are more
 *       than ROW_MAX circuits
 * @place: number of the node for that bit. Its left child has the next number, and
 *         the right child the one after all that can be below the left child
 * @root: the node is the first one
 *
 * Return: the priority of the first rule that leads to the circuits.
 */
static uint32_t branch(const struct tree *tree, size_t first, size_t n, unsigned int bit,
		       uint32_t place, bool root)
{
	uint32_t known, prefix, priority, left, right;
	const uint32_t *id = tree->id + first;
	size_t low = 0;

	if (n <= ROW_MAX)
		return IP_RULE_CIRCUIT + id[0];
	while (low < n && !(id[low] >> bit & 1))
		low++;
	if (!low)
		return branch(tree, first, n, bit - 1, place + (1u << (bit - 2)), root);
	if (low == n)
		return branch(tree, first, n, bit - 1, place + 1, root);
	known = tree->layout->inside & ~((1u << bit) - 1);
	prefix = id[0] & known;
	priority = root ? IP_RULE_FIRST : IP_RULE_FIRST + 2 + 2 * place;
	left = branch(tree, first, low, bit - 1, place + 1, false);
	right = branch(tree, first + low, n - low, bit - 1, place + (1u << (bit - 2)), false);
	add_rule(tree, priority, prefix | 1u << bit, known)->target = right;
	/* A left child that is a node follows immediately and needs no goto. */
	if (left >= IP_RULE_CIRCUIT)
		add_rule(tree, priority + 1, prefix, known)->target = left;
	return priority;
}

void plan_rules_of_ids(const struct mark_layout *layout, uint8_t family, const uint32_t *id,
		       size_t n, struct state *state)
{
	const struct tree tree = {
		.layout = layout,
		.family = family,
		.id = id,
		.state = state,
	};
	bool row = n <= ROW_MAX;
	size_t i;

	if (!n)
		return;
	add_rule_marked(&tree, IP_RULE_ENTRY)->target = IP_RULE_FIRST;
	if (!row)
		branch(&tree, 0, n, layout->width - 1, 0, true);
	for (i = 0; i < n; i++)
		add_rule(&tree, row && !i ? IP_RULE_FIRST : IP_RULE_CIRCUIT + id[i], id[i],
			 layout->inside)->table = ROUTE_TABLE + id[i];
	add_rule_marked(&tree, IP_RULE_LAST)->table = RT_TABLE_MAIN;
}

static int compare_id(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void rules_of_family(const struct site *site, uint8_t family, struct state *state)
{
	uint32_t *id = xcalloc(site->n_circuit + 1, sizeof(*id));
	struct mark_layout layout;
	size_t i, n = 0;

	for (i = 0; i < site->n_circuit; i++)
		if (plan_circuit_carries(site, &site->circuit[i], family))
			id[n++] = site->circuit[i].id;
	qsort(id, n, sizeof(*id), compare_id);
	if (!mark_layout_init(&layout, site->mark_mask))
		plan_rules_of_ids(&layout, family, id, n, state);
	free(id);
}

void plan_rules(const struct site *site, struct state *state)
{
	rules_of_family(site, AF_INET, state);
	rules_of_family(site, AF_INET6, state);
}

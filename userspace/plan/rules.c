// SPDX-License-Identifier: GPL-2.0
/*
 * The routing rules of a site: from the mark of a packet to the table of its circuit.
 *
 * The kernel goes through rules one after the other. Where there are many, a packet
 * without a mark goes past them at once, and one with a mark goes by the bits of its
 * circuit's id, highest first, to the few among which its rule is:
 *
 *	ROUTE_RULES	no mark: to the last rule of a circuit. It does not fit either, and
 *			costs such a packet less than one that does, and goes nowhere
 *	behind it	a node of the tree: a bit is set, or not, in what a node before
 *			has found: to the next node, or to rules of circuits
 *	ROUTE_TABLE + id	the rule of a circuit
 *
 * A node has its place whatever circuits there are. Each tests all bits that lead to it,
 * so that a packet which comes past while rules come and go finds its own all the same.
 */
#include "plan/desired.h"

#include <stdlib.h>

/* As many are gone through. */
#define ROW_MAX 4

/**
 * struct tree - rules that are being written
 * @id: of the circuits, in order
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

/**
 * branch() - the way to some circuits
 * @first: of them, as index of @tree->id; @n of them
 * @bit: the highest in which they may differ; of more than ROW_MAX it is not less than 2
 * @place: of the node for that bit. The left child is next to it, the right one behind
 *	all that the left one may have
 *
 * Return: the priority where the way begins
 */
static uint32_t branch(const struct tree *tree, size_t first, size_t n, unsigned int bit,
		       uint32_t place)
{
	uint32_t known, prefix, priority, left, right;
	const uint32_t *id = tree->id + first;
	size_t low = 0;

	if (n <= ROW_MAX)
		return ROUTE_TABLE + id[0];
	while (low < n && !(id[low] >> bit & 1))
		low++;
	if (!low)
		return branch(tree, first, n, bit - 1, place + (1u << (bit - 2)));
	if (low == n)
		return branch(tree, first, n, bit - 1, place + 1);
	known = tree->layout->inside & ~((1u << bit) - 1);
	prefix = id[0] & known;
	priority = ROUTE_RULES + 1 + 2 * place;
	left = branch(tree, first, low, bit - 1, place + 1);
	right = branch(tree, first + low, n - low, bit - 1, place + (1u << (bit - 2)));
	add_rule(tree, priority, prefix | 1u << bit, known)->target = right;
	/* A node to the left is the next rule. */
	if (left >= ROUTE_TABLE)
		add_rule(tree, priority + 1, prefix, known)->target = left;
	return priority;
}

void desired_rules(const struct mark_layout *layout, uint8_t family, const uint32_t *id, size_t n,
		   struct state *state)
{
	const struct tree tree = {
		.layout = layout,
		.family = family,
		.id = id,
		.state = state,
	};
	size_t i;

	for (i = 0; i < n; i++)
		add_rule(&tree, ROUTE_TABLE + id[i], id[i], layout->inside)->table =
			ROUTE_TABLE + id[i];
	if (n <= ROW_MAX)
		return;
	add_rule(&tree, ROUTE_RULES, ERSYM_CIRCUIT_UNKNOWN, layout->inside)->target =
		ROUTE_TABLE + id[n - 1];
	branch(&tree, 0, n, layout->width - 1, 0);
}

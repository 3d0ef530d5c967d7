// SPDX-License-Identifier: GPL-2.0
/* The routing rules of many circuits, as the kernel would go through them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <linux/rtnetlink.h>

#include "plan/rules.h"
#include "util/alloc.h"

#define TIMES 2000

/* Where rules may go: to the priority itself. A rule that is not there is no obstacle. */
static const struct ip_rule *at(const struct state *state, uint32_t priority)
{
	size_t i;

	for (i = 0; i < state->n_rule; i++)
		if (state->rule[i].priority == priority)
			return &state->rule[i];
	return NULL;
}

/* The table that a mark leads to, 0 if none; @seen: how many rules were looked at. */
static uint32_t walk(const struct state *state, uint32_t mark, size_t *seen)
{
	const struct ip_rule *rule = state->rule, *end = rule + state->n_rule, *target;

	for (*seen = 1; rule < end; rule++, ++*seen) {
		if (!((mark ^ rule->mark) & rule->mask) == rule->inverted)
			continue;
		if (rule->table)
			return rule->table;
		target = rule->target ? at(state, rule->target) : NULL;
		if (!target)
			continue;
		assert_true(target > rule);
		/* It is the next one to be looked at. */
		rule = target - 1;
	}
	return 0;
}

/* @n ids of @width bits, in order; every one that there is, if they are so many. */
static uint32_t *draw_ids(unsigned int width, size_t n)
{
	uint32_t *ids = xcalloc(n + 1, sizeof(*ids)), id, max = (1u << width) - 2;
	size_t taken = 0;

	for (id = 1; id <= max && taken < n; id++)
		if ((uint32_t)random() % (max - id + 1) < n - taken)
			ids[taken++] = id;
	assert_int_equal(taken, n);
	return ids;
}

static void check_order(const struct state *state)
{
	size_t i;

	for (i = 1; i < state->n_rule; i++)
		assert_true(state->rule[i - 1].priority < state->rule[i].priority);
	/* A packet without a routing mark meets this one only, and the kernel's own. */
	for (i = 1; i < state->n_rule; i++)
		assert_true(state->rule[i].priority >= IP_RULE_FIRST);
}

static void build_rules(unsigned int width, unsigned int shift, const uint32_t *ids, size_t n,
			struct state *state, struct mark_layout *layout)
{
	memset(state, 0, sizeof(*state));
	assert_int_equal(mark_layout_init(layout, ((1u << 3 * width) - 1) << shift), 0);
	plan_rules_of_ids(layout, AF_INET, ids, n, state);
	state_sort(state);
	check_order(state);
}

static bool has_id(const uint32_t *ids, size_t n, uint32_t id)
{
	while (n)
		if (ids[--n] == id)
			return true;
	return false;
}

/* @most: rules that a packet may meet */
static void check_ways(const struct state *state, const struct mark_layout *layout,
		       const uint32_t *ids, size_t n, size_t most)
{
	size_t i, seen;

	for (i = 0; i < n; i++) {
		assert_int_equal(walk(state, mark_value(layout, MARK_IN, ids[i]), &seen),
				 ROUTE_TABLE + ids[i]);
		assert_true(seen <= most);
	}
	assert_int_equal(walk(state, 0, &seen), 0);
	for (i = 1; i <= mark_id_max(layout); i++)
		if (most != SIZE_MAX && n && !has_id(ids, n, i))
			assert_int_equal(walk(state, mark_value(layout, MARK_IN, i), &seen),
					 RT_TABLE_MAIN);
}

/* While rules come and go, each circuit that has its rule is found. */
static void lose_some(struct state *state)
{
	size_t i, kept = 0;

	for (i = 0; i < state->n_rule; i++)
		if (state->rule[i].table || random() % 2)
			state->rule[kept++] = state->rule[i];
	state->n_rule = kept;
}

static void test_ways(void **data)
{
	unsigned int width, shift;
	struct mark_layout layout;
	struct state state;
	uint32_t *ids;
	size_t i, n;

	srandom(1);
	for (i = 0; i < TIMES; i++) {
		width = 2 + random() % 9;
		shift = random() % (32 - 3 * width + 1);
		n = random() % ((1u << width) - 1);
		ids = draw_ids(width, n);
		build_rules(width, shift, ids, n, &state, &layout);
		check_ways(&state, &layout, ids, n, 1 + 2 * width + 4);
		lose_some(&state);
		check_ways(&state, &layout, ids, n, SIZE_MAX);
		state_free(&state);
		free(ids);
	}
}

/* A node has its place whatever circuits there are, so that one more moves no other. */
static void test_place(void **data)
{
	struct mark_layout layout;
	struct state all, some;
	uint32_t *ids;
	size_t i, j;

	srandom(2);
	ids = draw_ids(8, 254);
	build_rules(8, 8, ids, 254, &all, &layout);
	free(ids);
	for (i = 0; i < 20; i++) {
		ids = draw_ids(8, 100);
		build_rules(8, 8, ids, 100, &some, &layout);
		for (j = 0; j < some.n_rule; j++) {
			const struct ip_rule *rule = at(&all, some.rule[j].priority);

			if (some.rule[j].priority <= IP_RULE_FIRST + 1)
				continue;
			/* Where there is no node to the left, a node has a second rule. */
			if (!rule && some.rule[j].priority < IP_RULE_CIRCUIT &&
			    (some.rule[j].priority - IP_RULE_FIRST) % 2 == 1)
				continue;
			assert_non_null(rule);
			assert_int_equal(rule->mark, some.rule[j].mark);
			assert_int_equal(rule->mask, some.rule[j].mask);
		}
		state_free(&some);
		free(ids);
	}
	state_free(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_place),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}

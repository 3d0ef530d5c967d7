/* SPDX-License-Identifier: GPL-2.0 */
/* All that ersym has in the kernel: as observed, or as desired. */
#ifndef ERSYM_PLAN_STATE_H
#define ERSYM_PLAN_STATE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "nft/table.h"
#include "plan/ip_rule.h"
#include "plan/mark_use.h"
#include "plan/module.h"
#include "plan/neighbour.h"
#include "plan/route.h"

/**
 * struct state - the module's configuration, rules, routes, neighbours and the nft table
 * @module: configuration of the module
 * @rule: routing rules of ours, by family and priority once sorted
 * @n_rule: number of @rule
 * @route: routes of ours, in the order of route_compare() once sorted
 * @n_route: number of @route
 * @neighbour: proxy entries of ours, in the order of neighbour_compare() once sorted
 * @n_neighbour: number of @neighbour
 * @foreign_rule: observed rules of other programs that match a mark or precede ours
 * @n_foreign_rule: number of @foreign_rule
 * @mark_uses: what other programs do with marks
 * @nft: the nft table
 * @nft_generation: generation of the ruleset that was observed
 */
struct state {
	struct module_config module;
	struct ip_rule *rule;
	size_t n_rule;
	struct route *route;
	size_t n_route;
	struct neighbour *neighbour;
	size_t n_neighbour;
	struct ip_rule *foreign_rule;
	size_t n_foreign_rule;
	struct mark_uses mark_uses;
	struct nft_table nft;
	uint32_t nft_generation;
};

/**
 * state_add_rule() - add a routing rule, all zero
 * @state: the state
 *
 * Return: the rule; the pointer is valid until the next one is added.
 */
struct ip_rule *state_add_rule(struct state *state);

/**
 * state_add_route() - add a route, all zero
 * @state: the state
 *
 * Return: the route; the pointer is valid until the next one is added.
 */
struct route *state_add_route(struct state *state);

/**
 * state_add_neighbour() - add a proxy entry, all zero
 * @state: the state
 *
 * Return: the entry; the pointer is valid until the next one is added.
 */
struct neighbour *state_add_neighbour(struct state *state);

/**
 * state_sort() - sort all that a state has, which plan_diff() requires
 * @state: the state
 */
void state_sort(struct state *state);

/**
 * state_free() - free all that a state has
 * @state: the state; it is empty afterwards
 */
void state_free(struct state *state);

/**
 * state_print() - write a state as text, for tests
 * @state: the state
 * @out: where to
 */
void state_print(const struct state *state, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel has, or should have, of ours. */
#ifndef ERSYM_PLAN_STATE_H
#define ERSYM_PLAN_STATE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "plan/module.h"
#include "plan/nft.h"
#include "plan/route.h"

/**
 * struct state - the module's configuration, rules, routes and the nft table
 * @rule: ours, by priority and family
 * @route: ours, in the order of route_compare()
 * @foreign_rule: those of others that look at the mark, are for VRFs, or stand where
 *	ours may, as observed
 * @nft_generation: of the ruleset that was observed
 */
struct state {
	struct module_config module;
	struct ip_rule *rule;
	size_t n_rule;
	struct route *route;
	size_t n_route;
	struct ip_rule *foreign_rule;
	size_t n_foreign_rule;
	struct nft_table nft;
	uint32_t nft_generation;
};

struct ip_rule *state_add_rule(struct state *state);
struct route *state_add_route(struct state *state);
/* Everything into the order that plan_diff() needs. */
void state_sort(struct state *state);
void state_free(struct state *state);
/* All of it as text; for tests. */
void state_print(const struct state *state, FILE *out);

#endif

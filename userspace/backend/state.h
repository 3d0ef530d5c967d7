/* SPDX-License-Identifier: GPL-2.0 */
/* Everything of ours in this network namespace: read, and brought to what is wanted. */
#ifndef ERSYM_BACKEND_STATE_H
#define ERSYM_BACKEND_STATE_H

#include "backend/module.h"
#include "model/diagnostic.h"
#include "model/site.h"
#include "nl/socket.h"
#include "plan/operation.h"
#include "plan/state.h"

/**
 * struct kernel - the sockets to all parts of the kernel that are ours to change
 * @has_module: @module is open
 */
struct kernel {
	struct module module;
	bool has_module;
	struct nl_socket route;
	struct nl_socket nft;
};

/* The functions say on stderr what went wrong. The result is 0 or -errno. */

/* @need_module: fail without the module; else go without */
int kernel_open(struct kernel *kernel, bool need_module);
void kernel_close(struct kernel *kernel);

/* What there is of ours, sorted. To be freed with state_free() if it succeeds. */
int state_observe(struct kernel *kernel, struct state *state);

/**
 * struct transition - from what is there to what a site asks for
 * @observed: before the first change
 * @desired: as planned last
 * @operations: from @observed to @desired
 * @diags: links and rules of others that the plan met; errors forbid the transition
 */
struct transition {
	struct state observed;
	struct state desired;
	struct operations operations;
	struct diagnostics diags;
};

/**
 * transition_plan() - observes and plans
 * @site: NULL: nothing of ours is to be there
 *
 * -EEXIST, with the reasons in @t->diags alone, if the site conflicts with what
 * others have. @t is to be freed in any case.
 */
int transition_plan(struct transition *t, struct kernel *kernel, const struct site *site);

/**
 * transition_run() - carries out the plan: the module, routes and rules, the nft table;
 * that comes before routes and rules if there is no module
 *
 * What was done is undone if a later step fails, but for the last, which is
 * what connections know: then it says how to be rid of that. If others change the ruleset
 * meanwhile, it observes and plans again, and @t is of the last plan. Without
 * operations nothing is sent.
 */
int transition_run(struct transition *t, struct kernel *kernel, const struct site *site);
void transition_free(struct transition *t);

#endif

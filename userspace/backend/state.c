// SPDX-License-Identifier: GPL-2.0
#include "backend/state.h"

#include <errno.h>
#include <string.h>

#include "backend/nft.h"
#include "backend/route.h"
#include "backend/surroundings.h"
#include "plan/desired.h"
#include "util/error.h"

/* How often the ruleset may change between our look and our step. */
#define ATTEMPTS 10

static int open_socket(struct nl_socket *nl, int bus, const char *name)
{
	int ret = nl_open(nl, bus);

	if (ret)
		error("cannot open a netlink socket to %s: %s", name, strerror(-ret));
	return ret;
}

int kernel_open(struct kernel *kernel, bool need_module)
{
	int ret;

	memset(kernel, 0, sizeof(*kernel));
	ret = need_module ? module_require(&kernel->module) : module_open(&kernel->module);
	if (ret && (need_module || ret != -ENOENT))
		return ret;
	kernel->has_module = !ret;
	ret = open_socket(&kernel->route, NETLINK_ROUTE, "the routing tables");
	if (!ret)
		ret = open_socket(&kernel->nft, NETLINK_NETFILTER, "nf_tables");
	if (ret)
		kernel_close(kernel);
	return ret;
}

void kernel_close(struct kernel *kernel)
{
	if (kernel->has_module)
		module_close(&kernel->module);
	nl_close(&kernel->route);
	nl_close(&kernel->nft);
}

int state_observe(struct kernel *kernel, struct state *state)
{
	int ret = 0;

	memset(state, 0, sizeof(*state));
	if (kernel->has_module)
		ret = module_get(&kernel->module, &state->module);
	if (!ret)
		ret = routes_observe(&kernel->route, state);
	if (!ret)
		ret = nft_observe(&kernel->nft, &state->nft, &state->nft_generation);
	if (ret)
		state_free(state);
	else
		state_sort(state);
	return ret;
}

/* @diags: NULL: the warnings have been given already */
static int plan(struct kernel *kernel, const struct site *site, const struct state *observed,
		struct state *desired, struct diagnostics *diags)
{
	struct diagnostics again = { 0 };
	struct devices devices = { 0 };
	int ret;

	memset(desired, 0, sizeof(*desired));
	if (!site)
		return 0;
	ret = devices_observe(&kernel->route, site, &devices);
	if (!ret && diags)
		ret = surroundings_observe(&kernel->route, &kernel->nft, &devices);
	if (!ret)
		plan_desired(site, &devices, desired, diags ? diags : &again);
	if (!ret && diags)
		plan_surroundings(site, &devices, observed, diags);
	devices_free(&devices);
	diagnostics_free(&again);
	return ret;
}

int transition_plan(struct transition *t, struct kernel *kernel, const struct site *site)
{
	int ret;

	memset(t, 0, sizeof(*t));
	ret = state_observe(kernel, &t->observed);
	if (!ret && site)
		plan_conflicts(site, &t->observed, &t->diags);
	if (!ret)
		ret = plan(kernel, site, &t->observed, &t->desired, &t->diags);
	if (ret)
		return ret;
	plan_diff(&t->observed, &t->desired, &t->operations);
	return t->diags.n_error ? -EEXIST : 0;
}

static bool any(const struct operations *operations, bool (*of)(const struct operation *o))
{
	size_t i;

	for (i = 0; i < operations->n; i++)
		if (of(&operations->v[i]))
			return true;
	return false;
}

/*
 * All but the nft table; the module takes its configuration as a whole, where its
 * first operation stands: routes that leave a link have to go before.
 */
static int carry_out_first(struct kernel *kernel, const struct operations *operations,
			   const struct module_config *module)
{
	struct operations before = *operations, after = *operations;
	size_t i = 0;
	int ret;

	while (i < operations->n && !operation_is_module(&operations->v[i]))
		i++;
	before.n = i;
	after.v += i;
	after.n -= i;
	ret = routes_carry_out(&kernel->route, &before);
	if (!ret && after.n)
		ret = module_set(&kernel->module, module);
	return ret ? ret : routes_carry_out(&kernel->route, &after);
}

static int carry_out(struct kernel *kernel, const struct operations *operations,
		     const struct state *observed, const struct state *desired)
{
	int ret;

	ret = carry_out_first(kernel, operations, &desired->module);
	if (!ret && any(operations, operation_is_nft))
		ret = nft_carry_out(&kernel->nft, operations, observed->nft_generation);
	return ret;
}

/* The nft table changes as a whole or not at all: there is nothing to undo. */
static void undo(struct kernel *kernel, const struct state *before)
{
	struct operations operations;
	struct state now;

	if (state_observe(kernel, &now)) {
		error("what was done is not undone: run \"ersym diff\"");
		return;
	}
	plan_diff(&now, before, &operations);
	if (carry_out_first(kernel, &operations, &before->module))
		error("not all that was done is undone: run \"ersym diff\"");
	operations_free(&operations);
	state_free(&now);
}

/* One more look, one more plan, one more step. */
static int retry(struct transition *t, struct kernel *kernel, const struct site *site)
{
	struct operations operations;
	struct state now;
	int ret;

	ret = state_observe(kernel, &now);
	if (ret)
		return ret;
	operations_free(&t->operations);
	state_free(&t->desired);
	ret = plan(kernel, site, &now, &t->desired, NULL);
	if (!ret) {
		plan_diff(&now, &t->desired, &operations);
		ret = carry_out(kernel, &operations, &now, &t->desired);
		operations_free(&operations);
		plan_diff(&t->observed, &t->desired, &t->operations);
	}
	state_free(&now);
	return ret;
}

static bool is_outdated(int err)
{
	return err == -ERESTART || err == -ENOBUFS;
}

int transition_run(struct transition *t, struct kernel *kernel, const struct site *site)
{
	int i, ret;

	if (!t->operations.n)
		return 0;
	ret = carry_out(kernel, &t->operations, &t->observed, &t->desired);
	for (i = 0; is_outdated(ret) && i < ATTEMPTS; i++)
		ret = retry(t, kernel, site);
	if (ret == -ERESTART)
		error("the nft ruleset changed %d times meanwhile: try again", ATTEMPTS + 1);
	else if (ret == -ENOBUFS)
		error("the kernel's answers were lost: raise net.core.rmem_max");
	if (ret)
		undo(kernel, &t->observed);
	return ret;
}

void transition_free(struct transition *t)
{
	operations_free(&t->operations);
	state_free(&t->desired);
	state_free(&t->observed);
	diagnostics_free(&t->diags);
}

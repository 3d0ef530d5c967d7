// SPDX-License-Identifier: GPL-2.0
#include "backend/state.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/membarrier.h>

#include "backend/flow.h"
#include "backend/names.h"
#include "backend/nft.h"
#include "backend/route.h"
#include "backend/socket.h"
#include "backend/surroundings.h"
#include "plan/describe.h"
#include "plan/desired.h"
#include "plan/paths.h"
#include "util/error.h"

/* How often the ruleset may change between our look and our step. */
#define ATTEMPTS 10

int kernel_open(struct kernel *kernel, bool need_module)
{
	int ret;

	memset(kernel, 0, sizeof(*kernel));
	ret = need_module ? module_require(&kernel->module) : module_open(&kernel->module);
	if (ret && (need_module || ret != -ENOENT))
		return ret;
	kernel->has_module = !ret;
	ret = socket_open(&kernel->route, NETLINK_ROUTE);
	if (!ret)
		ret = socket_open(&kernel->nft, NETLINK_NETFILTER);
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
	if (site)
		plan_passed(site, &t->observed, &t->desired, &t->diags);
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

/* How many operations, at the beginning, only take links out of routes. */
static size_t count_narrowing(const struct operations *operations)
{
	const struct operation *o;
	size_t n = 0;

	for (o = operations->v; n < operations->n; n++, o++)
		if (o->object != OBJECT_ROUTE || o->verb != VERB_CHANGE ||
		    !route_narrows(o->old.route, o->new.route))
			break;
	return n;
}

/*
 * A packet that has a route to a link is judged when it leaves: what is under way is
 * let through first. The kernel's answer to this is synchronize_rcu(); where it has none
 * (nohz_full, a sandbox), such a packet may be counted.
 */
static void wait_for_packets(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

static int carry_out_nft(struct kernel *kernel, const struct operations *operations,
			 const struct state *observed)
{
	return any(operations, operation_is_nft) ?
		       nft_carry_out(&kernel->nft, operations, observed->nft_generation) : 0;
}

/*
 * Nothing is routed to a link before what judges its packets, the module or the
 * nft table, knows it, or after it has forgotten it. The module takes its
 * configuration as a whole.
 */
static int carry_out(struct kernel *kernel, const struct operations *operations,
		     const struct state *observed, const struct state *desired)
{
	struct operations narrowing = { operations->v, count_narrowing(operations) };
	struct operations others = { NULL, operations->n - narrowing.n };
	bool table_judges = paths_in_force(&desired->nft);
	int ret;

	/* Nothing is added to a null pointer. */
	if (others.n)
		others.v = operations->v + narrowing.n;
	ret = routes_carry_out(&kernel->route, &narrowing);
	if (!ret && narrowing.n)
		wait_for_packets();
	if (!ret && any(operations, operation_is_module))
		ret = module_set(&kernel->module, &desired->module);
	if (!ret && table_judges)
		ret = carry_out_nft(kernel, operations, observed);
	if (!ret)
		ret = routes_carry_out(&kernel->route, &others);
	if (!ret && !table_judges)
		ret = carry_out_nft(kernel, operations, observed);
	return ret;
}

/* What was done is done the other way round. */
static void undo(struct kernel *kernel, const struct state *before)
{
	struct operations operations;
	struct state now;

	if (state_observe(kernel, &now)) {
		error("what was done is not undone: run \"ersym diff\"");
		return;
	}
	plan_diff(&now, before, &operations);
	if (carry_out(kernel, &operations, &now, before))
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

/* Connections forget the circuits that are gone. */
static int convert_flows(const struct state *before, const struct state *after)
{
	struct module_config config;
	struct names from, to;
	enum engine engine;
	int ret = 0;

	plan_circuits(before, &engine, &config);
	names_init(&from, &config);
	if (engine == ENGINE_NFTABLES) {
		plan_circuits(after, &engine, &config);
		names_init(&to, &config);
		ret = flows_convert(&from, &to);
		/* The next apply finds nothing to do. */
		if (ret && to.config.n_circuit)
			error("all else is in force, but connections may have circuits of before: run \"ersym flush\"");
		else if (ret)
			error("all else is removed, but connections may keep their circuits: run \"conntrack -F\" before the next apply");
		names_free(&to);
	}
	names_free(&from);
	return ret;
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
	if (ret) {
		undo(kernel, &t->observed);
		return ret;
	}
	return convert_flows(&t->observed, &t->desired);
}

void transition_free(struct transition *t)
{
	operations_free(&t->operations);
	state_free(&t->desired);
	state_free(&t->observed);
	diagnostics_free(&t->diags);
}

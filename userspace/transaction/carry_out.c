// SPDX-License-Identifier: GPL-2.0
#include "transaction/carry_out.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/membarrier.h>

#include "backend/module_set.h"
#include "backend/nft_carry_out.h"
#include "backend/route_carry_out.h"
#include "plan/engine/describe.h"
#include "plan/meanwhile.h"

/*
 * A packet that already has a route to a link is judged when it leaves, so packets under way
 * have to leave before the link is forgotten. The system call waits for synchronize_rcu();
 * where it is not available (nohz_full, a sandbox), such a packet may be counted.
 */
static void wait_for_packets(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

static int carry_out_routes(struct kernel *kernel, const struct operations *all,
			    enum stage stage)
{
	const struct operations part = operations_stage(all, stage);
	int ret = routes_carry_out(&kernel->route, &part);

	if (!ret && part.n && stage == STAGE_NARROW)
		wait_for_packets();
	return ret;
}

/* With what answers for addresses, which the table protects. */
static int carry_out_table(struct kernel *kernel, const struct operations *all,
			   const struct state *observed)
{
	const struct operations part = operations_stage(all, STAGE_TABLE);
	int ret = carry_out_routes(kernel, all, STAGE_RETRACT);

	if (!ret && part.n)
		ret = nft_carry_out(&kernel->nft, &part, observed->nft_generation);
	return ret ? ret : carry_out_routes(kernel, all, STAGE_ANSWER);
}

/*
 * The module takes its configuration as a whole. Until the nft table translates to the new
 * pools, it accepts the former ones too.
 */
static int carry_out_module(struct kernel *kernel, const struct operations *all,
			    const struct state *observed, const struct state *desired,
			    bool meanwhile)
{
	struct module_config between;
	int ret = 0;

	if (!operations_stage(all, STAGE_MODULE).n)
		return 0;
	module_meanwhile(&observed->module, &desired->module, &between);
	if (meanwhile)
		ret = module_set(&kernel->module, &between);
	else if (!module_config_equal(&between, &desired->module))
		ret = module_set(&kernel->module, &desired->module);
	module_config_free(&between);
	return ret;
}

int carry_out_operations(struct kernel *kernel, const struct operations *operations,
			 const struct state *observed, const struct state *desired)
{
	bool table_judges = engine_in_force(&desired->nft);
	int ret;

	ret = carry_out_routes(kernel, operations, STAGE_NARROW);
	if (!ret)
		ret = carry_out_routes(kernel, operations, STAGE_PREPARE);
	if (!ret && table_judges)
		ret = carry_out_table(kernel, operations, observed);
	if (!ret)
		ret = carry_out_module(kernel, operations, observed, desired, true);
	if (!ret)
		ret = carry_out_routes(kernel, operations, STAGE_WIDEN);
	if (!ret && !table_judges)
		ret = carry_out_table(kernel, operations, observed);
	if (!ret)
		ret = carry_out_module(kernel, operations, observed, desired, false);
	if (!ret)
		ret = carry_out_routes(kernel, operations, STAGE_CLEAN);
	return ret;
}

bool is_outdated(int err)
{
	return err == -ERESTART || err == -ENOBUFS;
}

// SPDX-License-Identifier: GPL-2.0
#include "transaction/change.h"

#include "backend/nft_carry_out.h"
#include "backend/nft_observe.h"
#include "plan/diff.h"
#include "plan/diff_table.h"
#include "plan/engine/former.h"
#include "transaction/carry_out.h"
#include "transaction/convert.h"
#include "util/error.h"

int change_state(struct kernel *kernel, const struct state *observed, struct state *desired)
{
	struct operations operations;
	struct names_change names;
	int ret;

	if (names_change_init(&names, observed, desired))
		former_add(&names.before.config, &desired->nft);
	plan_diff(observed, desired, &operations);
	ret = carry_out_operations(kernel, &operations, observed, desired);
	operations_free(&operations);
	former_remove(&desired->nft);
	names_change_free(&names);
	return ret;
}

static int try_forget(struct kernel *kernel, const struct state *desired)
{
	struct operations operations = { 0 };
	struct nft_table table;
	uint32_t generation;
	int ret;

	ret = nft_observe(&kernel->nft, &table, &generation);
	if (ret)
		return ret;
	plan_diff_table(&table, &desired->nft, false, &operations);
	if (operations.n)
		ret = nft_carry_out(&kernel->nft, &operations, generation);
	operations_free(&operations);
	nft_table_free(&table);
	return ret;
}

/* Deletes the set of former circuits. */
static int forget_former(struct kernel *kernel, const struct state *desired)
{
	int i, ret = try_forget(kernel, desired);

	for (i = 0; is_outdated(ret) && i < RETRIES_MAX; i++)
		ret = try_forget(kernel, desired);
	if (is_outdated(ret))
		error("other programs changed the nft ruleset during each of %d attempts: try again",
		      RETRIES_MAX + 1);
	return ret;
}

int change_finish(struct kernel *kernel, const struct state *observed,
		  const struct state *desired)
{
	struct names_change names;
	int ret = 0;

	if (names_change_init(&names, observed, desired)) {
		ret = convert_connections(&names);
		if (!ret)
			ret = forget_former(kernel, desired);
	}
	names_change_free(&names);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdlib.h>

#include "backend/lock.h"
#include "transaction/apply.h"
#include "transaction/circuit_records.h"

int cmd_clear(struct context *ctx, int argc, char **argv)
{
	struct transaction t;
	struct in_force kept;
	struct kernel kernel;
	int ret;

	/* Routes and the table may exist without the module. */
	if (lock_take() || kernel_open(&kernel, false))
		return EXIT_FAILURE;
	ret = transaction_plan(&t, &kernel, NULL);
	if (!ret)
		ret = in_force_open(&kept);
	if (!ret) {
		ret = transaction_apply(&t, &kernel, NULL, &kept, NULL, 0);
		in_force_close(&kept);
	}
	if (!ret)
		ret = circuit_records_remove();
	transaction_free(&t);
	kernel_close(&kernel);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

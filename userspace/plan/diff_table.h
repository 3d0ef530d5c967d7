/* SPDX-License-Identifier: GPL-2.0 */
/* The operations that lead from one nft table to another. */
#ifndef ERSYM_PLAN_DIFF_TABLE_H
#define ERSYM_PLAN_DIFF_TABLE_H

#include <stdbool.h>

#include "nft/table.h"
#include "plan/operation.h"

/**
 * plan_diff_table() - append the operations that lead from one nft table to another
 * @old: the table before, sorted
 * @new: the table after, sorted
 * @emptied: a flowtable is deleted and re-added even if it is the same, which
 *           ends the offloading of the connections in it
 * @list: operations are appended
 */
void plan_diff_table(const struct nft_table *old, const struct nft_table *new, bool emptied,
		     struct operations *list);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Lists of prefixes. */
#ifndef ERSYM_CHECK_PREFIX_H
#define ERSYM_CHECK_PREFIX_H

#include <stdbool.h>

#include "check/context.h"

/**
 * check_prefixes() - check that hosts can have the addresses of a list
 * @check: where findings are reported
 * @list: the prefixes; one within another is a warning
 * @at: location of each prefix in the file
 * @any: a prefix of length 0 means every host and is valid
 */
void check_prefixes(struct check *check, const struct prefix_list *list,
		    const struct location *at, bool any);

#endif

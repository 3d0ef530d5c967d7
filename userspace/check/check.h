/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a configuration that could be read makes sense. */
#ifndef ERSYM_CHECK_CHECK_H
#define ERSYM_CHECK_CHECK_H

#include "model/diagnostic.h"
#include "model/site.h"

/**
 * site_check() - check what a configuration means
 * @site: the site; what could not be read is missing, and nothing is concluded from that
 * @diags: findings are added, unsorted
 *
 * The time is O(n log n) in the numbers of pools, links and services.
 */
void site_check(const struct site *site, struct diagnostics *diags);

#endif

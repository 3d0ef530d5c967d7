/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a configuration makes sense. */
#ifndef ERSYM_MODEL_CHECK_H
#define ERSYM_MODEL_CHECK_H

#include "model/diagnostic.h"
#include "model/site.h"

/**
 * site_check() - judges the meaning of a site
 * @site: may lack what could not be read; nothing is concluded from that
 * @diags: what was found is added, unsorted
 *
 * Takes O(n log n) of pools, links and services.
 */
void site_check(const struct site *site, struct diagnostics *diags);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Expectations of the description that the description itself contradicts. */
#ifndef ERSYM_NETWORK_TRACE_EXPECTATION_H
#define ERSYM_NETWORK_TRACE_EXPECTATION_H

#include "model/diagnostic.h"
#include "network/model/description.h"
#include "network/route/routes.h"

/**
 * expectations_check() - looks for expectations that cannot come true
 * @routes: with nothing down
 * @diags: they are added
 */
void expectations_check(const struct description *d, const struct routes *routes,
			struct diagnostics *diags);

#endif

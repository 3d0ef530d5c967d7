/* SPDX-License-Identifier: GPL-2.0 */
/* What ersym should have in the kernel, as it is now. */
#ifndef ERSYM_TRANSACTION_DESIRED_H
#define ERSYM_TRANSACTION_DESIRED_H

#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/condition.h"
#include "plan/state.h"
#include "transaction/kernel.h"

/**
 * desired_state() - plan the state that a site asks for, on the devices as they are
 * @kernel: connections that are open
 * @site: the site; NULL: nothing of ersym should be in the kernel
 * @observed: the state as observed
 * @conditions: written, to be freed with conditions_free() even after an error
 * @desired: written, to be freed with state_free() even after an error
 * @diags: receives warnings; NULL: they have been given already
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int desired_state(struct kernel *kernel, const struct site *site, const struct state *observed,
		  struct conditions *conditions, struct state *desired,
		  struct diagnostics *diags);

#endif

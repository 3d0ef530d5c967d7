/* SPDX-License-Identifier: GPL-2.0 */
/* What the module may judge by while the nft table still translates to former pools. */
#ifndef ERSYM_PLAN_MEANWHILE_H
#define ERSYM_PLAN_MEANWHILE_H

#include "plan/module.h"

/**
 * module_meanwhile() - plan the configuration between two others
 * @before: in force, sorted
 * @after: wanted, sorted
 * @meanwhile: written, sorted; to be freed with module_config_free()
 *
 * It is @after with the pools that a circuit has before or after, but without those that
 * pass from one circuit to another, so that neither a source out of the former pool nor
 * one out of the new pool is somebody else's.
 */
void module_meanwhile(const struct module_config *before, const struct module_config *after,
		      struct module_config *meanwhile);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* From a site to what the kernel should have. */
#ifndef ERSYM_PLAN_DESIRED_H
#define ERSYM_PLAN_DESIRED_H

#include "model/diagnostic.h"
#include "model/mark.h"
#include "model/site.h"
#include "plan/device.h"
#include "plan/state.h"

/**
 * plan_desired() - the state that a site asks for
 * @devices: as observed: a next hop that the kernel would refuse is left out, with a warning
 */
void plan_desired(const struct site *site, const struct devices *devices, struct state *desired,
		  struct diagnostics *diags);

/**
 * plan_conflicts() - what others have that ours would break, or that would break ours
 *
 * Adds an error for each routing rule of others that matches a mark of ours,
 * and a warning for each that looks at our bits.
 */
void plan_conflicts(const struct site *site, const struct state *observed,
		    struct diagnostics *diags);

/**
 * plan_passed() - rules of others that packets would no longer meet
 * @desired: whose rules go past others
 *
 * Adds an error for each.
 */
void plan_passed(const struct site *site, const struct state *observed,
		 const struct state *desired, struct diagnostics *diags);

/**
 * plan_surroundings() - what else there is on the links that users must know of
 * @observed: with the routing rules of others
 *
 * Adds a warning for each.
 */
void plan_surroundings(const struct site *site, const struct devices *devices,
		       const struct state *observed, struct diagnostics *diags);

/**
 * site_uses() - whether anything of a site is of a family
 *
 * What the inside may be does not count: its default is of both families.
 */
bool site_uses(const struct site *site, uint8_t family);

/* Whether what leaves by, or comes in on, links of a circuit gets another source. */
bool circuit_translates(const struct circuit *circuit);
bool circuit_translates_incoming(const struct circuit *circuit);

/* Parts of plan_desired(). @id: of the circuits that carry @family, in order. */
void desired_rules(const struct mark_layout *layout, uint8_t family, const uint32_t *id, size_t n,
		   struct state *state);
void desired_nft(const struct site *site, struct nft_table *table);
void desired_sets(const struct site *site, struct nft_table *table);
void desired_services(const struct site *site, struct nft_table *table);

#endif

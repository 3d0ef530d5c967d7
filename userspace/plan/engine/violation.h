/* SPDX-License-Identifier: GPL-2.0 */
/* Violations in the sets that packets fill. */
#ifndef ERSYM_PLAN_ENGINE_VIOLATION_H
#define ERSYM_PLAN_ENGINE_VIOLATION_H

#include <stdbool.h>
#include <stdint.h>

#include "nft/set.h"
#include "plan/module.h"

/**
 * struct engine_violation - an element of a set of violations
 * @kind: enum ersym_kind
 * @expected: circuit id, ERSYM_CIRCUIT_UNKNOWN or ERSYM_CIRCUIT_INSIDE
 * @actual: circuit id or ERSYM_CIRCUIT_INSIDE
 */
struct engine_violation {
	uint32_t kind;
	uint32_t expected;
	uint32_t actual;
};

/**
 * engine_violation_read() - read an element of a set of violations
 * @circuits: as engine_describe() returns them
 * @set: the set
 * @e: the element
 * @violation: written
 *
 * Return: 0, or -EINVAL if the circuit that the packet was on is unknown.
 */
int engine_violation_read(const struct module_config *circuits, const struct nft_set *set,
			  const struct nft_element *e, struct engine_violation *violation);

/**
 * engine_violation_outdated() - check whether an element is about circuits that changed
 * @old: circuits of the table that the element is in
 * @new: circuits of the table that replaces it
 * @set: a set that packets fill
 * @e: the element
 *
 * Return: true if an id in the element means another circuit, or none, in @new.
 */
bool engine_violation_outdated(const struct module_config *old, const struct module_config *new,
			       const struct nft_set *set, const struct nft_element *e);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Places where a packet may be: on a circuit, or inside. */
#ifndef ERSYM_PLAN_ENGINE_PLACE_H
#define ERSYM_PLAN_ENGINE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/engine/table.h"

/**
 * struct place - a circuit, or the inside
 * @name: name of the circuit, or "inside"
 * @circuit: the circuit; NULL for the inside
 * @in: its value as the fact "in", at the bits of this fact
 * @out: its value as the fact "out", likewise
 * @stray: its value as the fact "stray", likewise
 * @drop: bit N: packets of the violation kind N are dropped there
 */
struct place {
	const char *name;
	const struct circuit *circuit;
	uint32_t in, out, stray;
	uint32_t drop;
};

/**
 * place_init() - describe a place
 * @p: the table, with its layout
 * @circuit: the circuit; NULL for the inside
 * @place: written
 */
void place_init(const struct engine_table *p, const struct circuit *circuit, struct place *place);

/**
 * place_value() - value of a place as one of the two facts
 * @place: the place
 * @field: MARK_IN or MARK_OUT
 *
 * Return: the value, at the bits of the fact.
 */
uint32_t place_value(const struct place *place, enum mark_field field);

/**
 * place_drops() - check whether violations of a kind are dropped at a place
 * @place: the place
 * @kind: the kind
 *
 * Return: true if they are.
 */
bool place_drops(const struct place *place, enum ersym_kind kind);

#endif

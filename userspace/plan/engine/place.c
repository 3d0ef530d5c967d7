// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/place.h"

void place_init(const struct engine_table *p, const struct circuit *circuit, struct place *place)
{
	uint32_t id = circuit ? circuit->id : ERSYM_CIRCUIT_INSIDE;

	place->circuit = circuit;
	place->name = circuit ? circuit->name : "inside";
	place->in = mark_value(&p->layout, MARK_IN, id);
	place->out = mark_value(&p->layout, MARK_OUT, id);
	place->stray = mark_value(&p->layout, MARK_STRAY, id);
	place->drop = circuit ? circuit->drop : p->site->inside_drop;
}

uint32_t place_value(const struct place *place, enum mark_field field)
{
	return field == MARK_IN ? place->in : place->out;
}

bool place_drops(const struct place *place, enum ersym_kind kind)
{
	return place->drop & 1U << kind;
}

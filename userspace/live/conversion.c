// SPDX-License-Identifier: GPL-2.0
#include "live/conversion.h"

#include <string.h>

#include "util/array.h"

static const enum mark_field fields[] = { MARK_IN, MARK_OUT, MARK_STRAY };

/* Every circuit of @from has its id in @to as well, in marks of the same layout. */
static bool ids_are_kept(const struct names *from, const struct names *to)
{
	const char *name;
	size_t i;

	for (i = 0; i < from->config.n_circuit; i++) {
		name = names_get(to, from->config.circuit[i].id);
		if (!name || strcmp(name, from->config.circuit[i].name))
			return false;
	}
	return from->config.mark_mask == to->config.mark_mask;
}

bool conversion_init(struct conversion *c, const struct names *from, const struct names *to)
{
	c->from = from;
	c->to = to;
	c->known = !mark_layout_init(&c->after, to->config.mark_mask);
	return !mark_layout_init(&c->before, from->config.mark_mask) && !ids_are_kept(from, to);
}

static bool id_is_kept(const struct conversion *c, uint32_t id)
{
	const char *before = names_get(c->from, id), *after = names_get(c->to, id);

	return before && after && !strcmp(before, after);
}

static bool id_is_new(const struct conversion *c, uint32_t id)
{
	return !names_get(c->from, id) && names_get(c->to, id);
}

static bool has_facts(const struct mark_layout *layout, uint32_t mark)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (mark_get(layout, mark, fields[i]) != ERSYM_CIRCUIT_UNKNOWN)
			return true;
	return false;
}

/* A configuration can have written the mark: it has facts, and knows all ids. */
static bool reads_as(const struct names *names, const struct mark_layout *layout, uint32_t mark)
{
	uint32_t id;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		id = mark_get(layout, mark, fields[i]);
		if (id != ERSYM_CIRCUIT_UNKNOWN && !names_get(names, id))
			return false;
	}
	return has_facts(layout, mark);
}

static uint32_t convert_same_mask(const struct conversion *c, uint32_t mark)
{
	uint32_t value = 0, id;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		id = mark_get(&c->before, mark, fields[i]);
		if (id_is_kept(c, id) || id_is_new(c, id))
			value |= mark_value(&c->after, fields[i], id);
	}
	return value;
}

/* The old bits are cleared when a mark is converted, so a new mark has none of them. */
static uint32_t convert_to_mask(const struct conversion *c, uint32_t mark)
{
	bool is_old = reads_as(c->from, &c->before, mark);
	bool is_new = reads_as(c->to, &c->after, mark) &&
		      !(mark & c->before.mask & ~c->after.mask);
	uint32_t value = 0, id;
	size_t i;

	if (is_new)
		return is_old ? 0 : mark & c->after.mask;
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		id = mark_get(&c->before, mark, fields[i]);
		if (id_is_kept(c, id))
			value |= mark_value(&c->after, fields[i], id);
	}
	return value;
}

bool conversion_mark(const struct conversion *c, uint32_t mark, uint32_t *value, uint32_t *mask)
{
	bool same = c->known && c->after.mask == c->before.mask;

	/* If there are no facts, the bits of another mask may belong to another program. */
	if (!has_facts(&c->before, mark) && (!c->known || same))
		return false;
	*mask = c->before.mask;
	*value = 0;
	if (same) {
		*value = convert_same_mask(c, mark);
	} else if (c->known) {
		*mask |= c->after.mask;
		*value = convert_to_mask(c, mark);
	}
	return (mark & *mask) != *value;
}

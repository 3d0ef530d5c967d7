// SPDX-License-Identifier: GPL-2.0
#include "model/mark.h"

#include <errno.h>

#include <linux/ersym.h>

#define FIELDS 3
#define MIN_FIELD_BITS 2 /* one id besides "unknown" and "inside" */

int mark_layout_init(struct mark_layout *layout, uint32_t mask)
{
	unsigned int shift, bits;

	if (!mask)
		return -EINVAL;
	shift = (unsigned int)__builtin_ctz(mask);
	bits = (unsigned int)__builtin_popcount(mask);
	if (mask >> shift != 0xffffffff >> (32 - bits))
		return -EINVAL;
	if (bits < FIELDS * MIN_FIELD_BITS)
		return -ERANGE;
	layout->mask = mask;
	layout->shift = shift;
	layout->width = bits / FIELDS;
	layout->inside = (1u << layout->width) - 1;
	return 0;
}

uint32_t mark_id_max(const struct mark_layout *layout)
{
	return layout->inside - 1;
}

static unsigned int field_shift(const struct mark_layout *layout, enum mark_field field)
{
	return layout->shift + (unsigned int)field * layout->width;
}

uint32_t mark_get(const struct mark_layout *layout, uint32_t mark, enum mark_field field)
{
	uint32_t value = mark >> field_shift(layout, field) & layout->inside;

	return value == layout->inside ? ERSYM_CIRCUIT_INSIDE : value;
}

uint32_t mark_value(const struct mark_layout *layout, enum mark_field field, uint32_t id)
{
	uint32_t value = id == ERSYM_CIRCUIT_INSIDE ? layout->inside : id;

	return (value & layout->inside) << field_shift(layout, field);
}

uint32_t mark_field_mask(const struct mark_layout *layout, enum mark_field field)
{
	return layout->inside << field_shift(layout, field);
}

/* SPDX-License-Identifier: GPL-2.0 */
/* The fields of a connection mark: in, out, stray, from the low end. */
#ifndef ERSYM_MODEL_MARK_H
#define ERSYM_MODEL_MARK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct mark_layout - where in a mark the three fields are
 * @mask: contiguous
 * @shift: lowest bit of @mask
 * @width: bits of one field, floor(bits of @mask / 3)
 * @inside: the field's value for the inside: all ones
 */
struct mark_layout {
	uint32_t mask;
	unsigned int shift;
	unsigned int width;
	uint32_t inside;
};

enum mark_field {
	MARK_IN,
	MARK_OUT,
	MARK_STRAY,
};

/* -EINVAL: not contiguous; -ERANGE: fewer than six bits (no room for an id) */
int mark_layout_init(struct mark_layout *layout, uint32_t mask);
/* The highest circuit id that fits. */
uint32_t mark_id_max(const struct mark_layout *layout);
/* ERSYM_CIRCUIT_UNKNOWN, ERSYM_CIRCUIT_INSIDE or an id. */
uint32_t mark_get(const struct mark_layout *layout, uint32_t mark, enum mark_field field);
/* Value of @id (as mark_get() returns it) and mask of @field, both in place. */
uint32_t mark_value(const struct mark_layout *layout, enum mark_field field, uint32_t id);
uint32_t mark_field_mask(const struct mark_layout *layout, enum mark_field field);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The fields of a connection mark: in, out, stray, from the low end. */
#ifndef ERSYM_MODEL_MARK_H
#define ERSYM_MODEL_MARK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct mark_layout - where in a mark the three fields are
 * @mask: bits that ersym uses, contiguous
 * @shift: lowest bit of @mask
 * @width: bits of one field, floor(bits of @mask / 3)
 * @inside: value of a field for the inside, all ones
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

/**
 * mark_layout_init() - divide a mask into three fields
 * @layout: written on success
 * @mask: the mask
 *
 * Return: 0; -EINVAL if the mask is not contiguous; -ERANGE if it has fewer than
 * six bits, so that a field has no room for an id.
 */
int mark_layout_init(struct mark_layout *layout, uint32_t mask);

/**
 * mark_id_max() - the highest circuit id that fits into a field
 * @layout: the layout
 *
 * Return: the id.
 */
uint32_t mark_id_max(const struct mark_layout *layout);

/**
 * mark_get() - read a field of a mark
 * @layout: the layout
 * @mark: the mark
 * @field: the field
 *
 * Return: a circuit id, ERSYM_CIRCUIT_UNKNOWN or ERSYM_CIRCUIT_INSIDE.
 */
uint32_t mark_get(const struct mark_layout *layout, uint32_t mark, enum mark_field field);

/**
 * mark_value() - write a field of an otherwise empty mark
 * @layout: the layout
 * @field: the field
 * @id: a circuit id, ERSYM_CIRCUIT_UNKNOWN or ERSYM_CIRCUIT_INSIDE
 *
 * Return: the mark.
 */
uint32_t mark_value(const struct mark_layout *layout, enum mark_field field, uint32_t id);

/**
 * mark_field_mask() - the bits of a field
 * @layout: the layout
 * @field: the field
 *
 * Return: the bits, at their place in the mark.
 */
uint32_t mark_field_mask(const struct mark_layout *layout, enum mark_field field);

#endif

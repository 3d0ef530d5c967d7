/* SPDX-License-Identifier: GPL-2.0 */
/* The fields of a connection mark.
 *
 * A contiguous mask of the mark holds three fields of equal width, from its
 * low end: the circuit a connection came in on, the one it left by, and the
 * one that its most recent violating packet was on. In a field 0 is unknown
 * and all ones are the inside; everywhere else in the module these are
 * ERSYM_CIRCUIT_UNKNOWN and ERSYM_CIRCUIT_INSIDE.
 */
#ifndef _ERSYM_MARK_H
#define _ERSYM_MARK_H

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/ersym.h>
#include <linux/types.h>

enum ersym_field {
	ERSYM_FIELD_IN,
	ERSYM_FIELD_OUT,
	ERSYM_FIELD_STRAY,
	__ERSYM_FIELD_MAX,
};

/**
 * struct ersym_mark - layout of the fields in a mark
 * @mask: bits of a mark that belong to ersym
 * @field: bits of one field, from bit 0; also the value of the inside
 * @shift: position of each field, by &enum ersym_field
 */
struct ersym_mark {
	u32 mask;
	u32 field;
	u8 shift[__ERSYM_FIELD_MAX];
};

/**
 * ersym_mark_init() - lay out the fields of a mask
 * @mark: layout to fill
 * @mask: bits of a mark to use
 *
 * Return: 0, -EINVAL if @mask is not contiguous, -ERANGE if it has no room
 * for a single circuit (two bits for each field).
 */
static inline int ersym_mark_init(struct ersym_mark *mark, u32 mask)
{
	unsigned int low, width, i;

	if (!mask)
		return -ERANGE;
	low = __ffs(mask);
	if (mask != GENMASK(__fls(mask), low))
		return -EINVAL;
	width = hweight32(mask) / __ERSYM_FIELD_MAX;
	if (width < 2)
		return -ERANGE;

	mark->mask = mask;
	mark->field = GENMASK(width - 1, 0);
	for (i = 0; i < __ERSYM_FIELD_MAX; i++)
		mark->shift[i] = low + i * width;
	return 0;
}

/* The highest id that fits into a field: all ones mean the inside. */
static inline u16 ersym_mark_id_max(const struct ersym_mark *mark)
{
	return mark->field - 1;
}

/* The circuit in a field of a mark. */
static inline u16 ersym_mark_get(const struct ersym_mark *mark, u32 value,
				 enum ersym_field field)
{
	u32 id = (value >> mark->shift[field]) & mark->field;

	return id == mark->field ? ERSYM_CIRCUIT_INSIDE : id;
}

/* The bits of a field, in place. */
static inline u32 ersym_mark_bits(const struct ersym_mark *mark,
				  enum ersym_field field)
{
	return mark->field << mark->shift[field];
}

/* A circuit as the value of a field, in place. */
static inline u32 ersym_mark_value(const struct ersym_mark *mark,
				   enum ersym_field field, u16 id)
{
	if (id == ERSYM_CIRCUIT_INSIDE)
		id = mark->field;
	return (u32)id << mark->shift[field];
}

#endif /* _ERSYM_MARK_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* Marks of connections, from one configuration to another. */
#ifndef ERSYM_LIVE_CONVERSION_H
#define ERSYM_LIVE_CONVERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "live/names.h"
#include "model/mark.h"

/**
 * struct conversion - from the marks of one configuration to those of another
 * @from: names that were in force
 * @to: names that are in force
 * @before: layout of the marks of @from
 * @after: layout of the marks of @to, if @known
 * @known: @to has a layout
 */
struct conversion {
	const struct names *from;
	const struct names *to;
	struct mark_layout before;
	struct mark_layout after;
	bool known;
};

/**
 * conversion_init() - prepare the conversion of marks
 * @c: written
 * @from: names and mark mask that were in force until now; they outlive @c
 * @to: names and mark mask that are in force now; without a mask, all facts are removed
 *
 * Return: true if there can be marks that mean something else now.
 */
bool conversion_init(struct conversion *c, const struct names *from, const struct names *to);

/**
 * conversion_mark() - convert the mark of a connection
 * @c: the conversion
 * @mark: the mark
 * @value: the bits to be written
 * @mask: where they are written; no other bits change
 *
 * A circuit whose id now means another circuit, or none, is removed from the mark. While
 * marks are converted, connections are born with the new ones, and a conversion that was
 * interrupted is repeated: a mark that has a meaning in the new configuration only is left
 * alone, and of one that has different meanings in both nothing remains.
 *
 * Return: true if the mark has to be written.
 */
bool conversion_mark(const struct conversion *c, uint32_t mark, uint32_t *value, uint32_t *mask);

#endif

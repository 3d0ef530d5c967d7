/* SPDX-License-Identifier: GPL-2.0 */
/* Lists of lines. */
#ifndef ERSYM_NETWORK_LAB_LINES_H
#define ERSYM_NETWORK_LAB_LINES_H

#include <stdbool.h>
#include <stddef.h>

/** struct lines - texts in an order of their own */
struct lines {
	char **v;
	size_t n;
};

/* Adds a line, which the list owns from then on. */
void lines_add(struct lines *lines, char *line);
/* Sorts by strcmp(), and makes equal lines one. */
void lines_sort(struct lines *lines);
bool lines_equal(const struct lines *a, const struct lines *b);
/* Whether a sorted list has a line. */
bool lines_have(const struct lines *lines, const char *line);
void lines_free(struct lines *lines);

#endif

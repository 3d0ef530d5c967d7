/* SPDX-License-Identifier: GPL-2.0 */
/* Tables for people: columns as wide as their widest cell. */
#ifndef ERSYM_OUT_TABLE_H
#define ERSYM_OUT_TABLE_H

#include <stddef.h>
#include <stdio.h>

enum align {
	ALIGN_LEFT,
	ALIGN_RIGHT,
};

/**
 * struct table - cells, row by row; all zero is an empty table
 * @indent: spaces before each row
 */
struct table {
	unsigned int indent;
	enum align *align;
	size_t n_column;
	char **cell;
	size_t n_cell;
};

/* Adds a column. All columns come before the first table_cell(). */
void table_column(struct table *table, enum align align, const char *title);

/* Adds the next cell; the row is full when each column has one. UTF-8. */
__attribute__((format(printf, 2, 3)))
void table_cell(struct table *table, const char *format, ...);

/* No row ends in spaces. */
void table_print(const struct table *table, FILE *out);
void table_free(struct table *table);

/* Columns that a UTF-8 text takes on a terminal; for texts of narrow characters. */
size_t text_width(const char *text);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Output of tables whose columns are as wide as their widest cell. */
#ifndef ERSYM_PRINT_TABLE_H
#define ERSYM_PRINT_TABLE_H

#include <stddef.h>
#include <stdio.h>

/* enum align - alignment of a column */
enum align {
	ALIGN_LEFT,
	ALIGN_RIGHT,
};

/**
 * struct table - a table; all zero is an empty one
 * @indent: spaces before each row
 * @align: of each column
 * @n_column: number of columns
 * @cell: texts, row by row
 * @n_cell: number of cells
 */
struct table {
	unsigned int indent;
	enum align *align;
	size_t n_column;
	char **cell;
	size_t n_cell;
};

/**
 * table_column() - add a column, before any cell
 * @table: the table
 * @align: alignment of its cells
 * @title: its title
 */
void table_column(struct table *table, enum align align, const char *title);

/**
 * table_cell() - add the next cell of the row, or of the next row if that is full
 * @table: the table
 * @format: UTF-8 text, as for printf
 */
__attribute__((format(printf, 2, 3)))
void table_cell(struct table *table, const char *format, ...);

/**
 * table_print() - print a table, without spaces at the end of rows
 * @table: the table, whose last row is full
 * @out: where to
 */
void table_print(const struct table *table, FILE *out);

/**
 * table_free() - free all cells and columns
 * @table: the table; empty afterwards
 */
void table_free(struct table *table);

/**
 * text_width() - count the columns that a text takes on a terminal
 * @text: UTF-8, without wide characters
 *
 * Return: number of columns
 */
size_t text_width(const char *text);

#endif

// SPDX-License-Identifier: GPL-2.0
#include "print/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

#define GAP 2

size_t text_width(const char *text)
{
	size_t width = 0;

	/* Bytes 10xxxxxx continue a character. */
	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

static void add_cell(struct table *table, char *text)
{
	table->cell = array_grow(table->cell, table->n_cell, sizeof(*table->cell));
	table->cell[table->n_cell++] = text;
}

void table_column(struct table *table, enum align align, const char *title)
{
	table->align = array_grow(table->align, table->n_column, sizeof(*table->align));
	table->align[table->n_column++] = align;
	add_cell(table, xstrdup(title));
}

void table_cell(struct table *table, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_cell(table, xvasprintf(format, ap));
	va_end(ap);
}

static void print_spaces(FILE *out, size_t n)
{
	fprintf(out, "%*s", (int)n, "");
}

static void print_row(const struct table *table, char **cell, const size_t *width, FILE *out)
{
	size_t i, pending = table->indent;

	for (i = 0; i < table->n_column; i++) {
		size_t pad = width[i] - text_width(cell[i]);

		if (table->align[i] == ALIGN_RIGHT)
			pending += pad;
		if (cell[i][0]) {
			print_spaces(out, pending);
			fputs(cell[i], out);
			pending = 0;
		}
		if (table->align[i] == ALIGN_LEFT)
			pending += pad;
		pending += GAP;
	}
	fputc('\n', out);
}

void table_print(const struct table *table, FILE *out)
{
	size_t *width = xcalloc(table->n_column, sizeof(*width));
	size_t i;

	for (i = 0; i < table->n_cell; i++) {
		size_t w = text_width(table->cell[i]);

		if (w > width[i % table->n_column])
			width[i % table->n_column] = w;
	}
	for (i = 0; i + table->n_column <= table->n_cell; i += table->n_column)
		print_row(table, table->cell + i, width, out);
	free(width);
}

void table_free(struct table *table)
{
	size_t i;

	for (i = 0; i < table->n_cell; i++)
		free(table->cell[i]);
	free(table->cell);
	free(table->align);
	memset(table, 0, sizeof(*table));
}

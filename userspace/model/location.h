/* SPDX-License-Identifier: GPL-2.0 */
/* Places in a file. */
#ifndef ERSYM_MODEL_LOCATION_H
#define ERSYM_MODEL_LOCATION_H

/**
 * struct location - a place in a file
 * @line: from 1; 0: no place
 * @column: from 1, in characters
 */
struct location {
	unsigned int line;
	unsigned int column;
};

/**
 * location_compare() - order two locations by line, then by column
 * @a: a location
 * @b: another one
 *
 * Return: negative, zero or positive, as for qsort().
 */
int location_compare(struct location a, struct location b);

#endif

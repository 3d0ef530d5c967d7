/* SPDX-License-Identifier: GPL-2.0 */
/* The counters of violations, by kind and by pair of circuits. */
#ifndef ERSYM_PRINT_VIOLATIONS_H
#define ERSYM_PRINT_VIOLATIONS_H

#include <stdio.h>

#include <jansson.h>

#include "live/names.h"
#include "live/violation.h"

/**
 * violations_json() - convert counters to JSON
 * @list: sorted
 * @names: of the circuits
 *
 * Return: an array, whose reference the caller owns
 */
json_t *violations_json(const struct violations *list, const struct names *names);

/**
 * violations_text() - print a matrix of expected and actual circuits for each kind
 * @list: sorted
 * @names: of the circuits
 * @out: where to
 */
void violations_text(const struct violations *list, const struct names *names, FILE *out);

#endif

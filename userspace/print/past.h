/* SPDX-License-Identifier: GPL-2.0 */
/* Output of the last changes. */
#ifndef ERSYM_PRINT_PAST_H
#define ERSYM_PRINT_PAST_H

#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "live/past.h"

/**
 * past_text() - print a table of the changes, the last one first
 * @past: the changes
 * @out: where to
 */
void past_text(const struct past *past, FILE *out);

/**
 * past_json() - convert the changes to JSON
 * @past: the changes
 *
 * Return: an object, whose reference the caller owns
 */
json_t *past_json(const struct past *past);

/**
 * unconfirmed_text() - describe until when the last change has to be confirmed
 * @left: milliseconds that are left
 *
 * Return: a sentence, to be freed by the caller
 */
char *unconfirmed_text(uint64_t left);

#endif

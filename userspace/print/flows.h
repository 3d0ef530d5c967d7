/* SPDX-License-Identifier: GPL-2.0 */
/* Output of connections, one a line. */
#ifndef ERSYM_PRINT_FLOWS_H
#define ERSYM_PRINT_FLOWS_H

#include <stdio.h>

#include <jansson.h>

#include "live/flow.h"
#include "live/names.h"

/**
 * flow_json() - convert a connection to JSON
 * @flow: the connection
 * @names: of the circuits
 *
 * Return: an object, whose reference the caller owns
 */
json_t *flow_json(const struct flow *flow, const struct names *names);

/**
 * flow_text_heading() - print the names of the columns
 * @out: where to
 *
 * Columns have a fixed width, because rows are printed before the later ones are known; a
 * longer text moves the rest of its row.
 */
void flow_text_heading(FILE *out);

/**
 * flow_text() - print the row of a connection
 * @flow: the connection
 * @names: of the circuits
 * @out: where to
 */
void flow_text(const struct flow *flow, const struct names *names, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Output of the state of circuits. */
#ifndef ERSYM_PRINT_CIRCUITS_H
#define ERSYM_PRINT_CIRCUITS_H

#include <stdio.h>

#include <jansson.h>

#include "live/circuit.h"

/**
 * circuits_json() - convert the state of circuits to JSON
 * @list: the circuits
 *
 * Return: an array, whose reference the caller owns
 */
json_t *circuits_json(const struct circuit_states *list);

/**
 * circuits_text() - print a table of circuits
 * @list: the circuits
 * @out: where to
 */
void circuits_text(const struct circuit_states *list, FILE *out);

/**
 * link_state_name() - name the state of a link
 * @link: the link
 *
 * Return: "running", "down" or "absent"
 */
const char *link_state_name(const struct link_state *link);

#endif

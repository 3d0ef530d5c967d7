/* SPDX-License-Identifier: GPL-2.0 */
/* Output of the command "circuit". */
#ifndef ERSYM_PRINT_OVERRIDE_H
#define ERSYM_PRINT_OVERRIDE_H

#include <stdio.h>

#include <jansson.h>

#include "live/transition.h"
#include "plan/condition.h"
#include "plan/operation.h"

/**
 * override_json() - convert the result of setting a circuit to JSON
 * @circuit: name of the circuit that was set
 * @condition: its condition now
 * @why: the reason that was given
 * @transitions: circuits that went down, or are up again
 * @operations: what was changed
 *
 * Return: an object, whose reference the caller owns
 */
json_t *override_json(const char *circuit, const struct condition *condition, const char *why,
		      const struct transitions *transitions, const struct operations *operations);

/**
 * override_text() - print the result of setting a circuit, and other circuits that changed
 * @circuit: name of the circuit that was set
 * @condition: its condition now
 * @why: the reason that was given
 * @transitions: circuits that went down, or are up again
 * @out: where to
 */
void override_text(const char *circuit, const struct condition *condition, const char *why,
		   const struct transitions *transitions, FILE *out);

#endif

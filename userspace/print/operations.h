/* SPDX-License-Identifier: GPL-2.0 */
/* Output of the operations of a plan. */
#ifndef ERSYM_PRINT_OPERATIONS_H
#define ERSYM_PRINT_OPERATIONS_H

#include <stdio.h>

#include <jansson.h>

#include "plan/operation.h"

/**
 * operations_text() - print a line for each operation: "+ element links { "us-pri" }"
 * @operations: the operations
 * @out: where to
 */
void operations_text(const struct operations *operations, FILE *out);

/**
 * operations_json() - convert operations to JSON
 * @operations: the operations
 *
 * Return: an object {"operations": [...]}, whose reference the caller owns
 */
json_t *operations_json(const struct operations *operations);

#endif

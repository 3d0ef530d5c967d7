/* SPDX-License-Identifier: GPL-2.0 */
/* The steps of a plan, as diff and apply print them. */
#ifndef ERSYM_OUT_OPERATIONS_H
#define ERSYM_OUT_OPERATIONS_H

#include <stdio.h>

#include <jansson.h>

#include "plan/operation.h"

/* One line each: "+ element links { "us-pri" }". */
void operations_text(const struct operations *operations, FILE *out);
/* {"operations": [{"op": "add", "object": "element", ...}]} */
json_t *operations_json(const struct operations *operations);

#endif

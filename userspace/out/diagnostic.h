/* SPDX-License-Identifier: GPL-2.0 */
/* Findings for people and programs. */
#ifndef ERSYM_OUT_DIAGNOSTIC_H
#define ERSYM_OUT_DIAGNOSTIC_H

#include <stdio.h>

#include <jansson.h>

#include "model/diagnostic.h"

/* One line each: "FILE:LINE:COLUMN: MESSAGE", with "warning: " before some messages. */
void diagnostics_print(const struct diagnostics *diags, const char *file, FILE *out);

/* [{severity, file, line, column, code, message}]; line and column null for the whole file */
json_t *diagnostics_json(const struct diagnostics *diags, const char *file);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Output of errors and warnings about a configuration file. */
#ifndef ERSYM_PRINT_DIAGNOSTIC_H
#define ERSYM_PRINT_DIAGNOSTIC_H

#include <stdio.h>

#include <jansson.h>

#include "model/diagnostic.h"

/**
 * severity_name() - return the name of a severity
 * @severity: the severity
 *
 * Return: "error", "warning" or "note".
 */
const char *severity_name(enum severity severity);

/**
 * diagnostics_print() - print a line "FILE:LINE:COLUMN: MESSAGE" for each
 * @diags: errors and warnings; the message of a warning begins with "warning: "
 * @file: path of the file
 * @out: where to
 */
void diagnostics_print(const struct diagnostics *diags, const char *file, FILE *out);

/**
 * diagnostics_json() - convert errors and warnings to JSON
 * @diags: errors and warnings; line and column are null if one is about the whole file
 * @file: path of the file
 *
 * Return: an array, whose reference the caller owns
 */
json_t *diagnostics_json(const struct diagnostics *diags, const char *file);

#endif

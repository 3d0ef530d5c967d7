/* SPDX-License-Identifier: GPL-2.0 */
/* Output of "ersym doctor". */
#ifndef ERSYM_PRINT_FINDINGS_H
#define ERSYM_PRINT_FINDINGS_H

#include <stdio.h>

#include <jansson.h>

#include "live/finding.h"

/**
 * findings_text() - print a block for each finding, and a line with their numbers
 * @findings: the findings, sorted
 * @out: where to
 */
void findings_text(const struct findings *findings, FILE *out);

/**
 * findings_json() - convert findings to JSON
 * @findings: the findings, sorted
 *
 * Return: an object, whose reference the caller owns
 */
json_t *findings_json(const struct findings *findings);

#endif

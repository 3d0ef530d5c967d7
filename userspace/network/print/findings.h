/* SPDX-License-Identifier: GPL-2.0 */
/* What was found in several files, for people and programs. */
#ifndef ERSYM_NETWORK_PRINT_FINDINGS_H
#define ERSYM_NETWORK_PRINT_FINDINGS_H

#include <stdio.h>

#include <jansson.h>

#include "network/model/findings.h"

void findings_print(const struct findings *findings, FILE *out);
/* As "ersym -j check": [{severity, file, line, column, code, message}] */
json_t *findings_json(const struct findings *findings);

#endif

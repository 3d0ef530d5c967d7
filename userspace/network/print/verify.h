/* SPDX-License-Identifier: GPL-2.0 */
/* The verdicts of all services, for people and programs. */
#ifndef ERSYM_NETWORK_PRINT_VERIFY_H
#define ERSYM_NETWORK_PRINT_VERIFY_H

#include <stdio.h>

#include <jansson.h>

#include "network/walk/verify.h"

/* A table, and below it why each that is not good is not. */
void verification_text(const struct routes *routes, const struct verification *result, FILE *out);
/* [{service, from, request, answer, verdict, dies, expected, unexpected, ways, reason}] */
json_t *verification_json(const struct routes *routes, const struct verification *result);

#endif

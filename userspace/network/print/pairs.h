/* SPDX-License-Identifier: GPL-2.0 */
/* Pairs of addresses between which something is wrong, for people and programs. */
#ifndef ERSYM_NETWORK_PRINT_PAIRS_H
#define ERSYM_NETWORK_PRINT_PAIRS_H

#include <stdio.h>

#include <jansson.h>

#include "network/walk/classes.h"

/* The smallest packet for which it is so, and why. */
void pair_text(const struct routes *routes, const struct trips *trips, FILE *out);
/* {packet, verdict, dies, reason} */
json_t *pair_json(const struct routes *routes, const struct trips *trips);
void pair_totals_text(const struct pair_totals *totals, FILE *out);
/* {walked, symmetric, refused, faulty} */
json_t *pair_totals_json(const struct pair_totals *totals);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What failures do, for people and programs. */
#ifndef ERSYM_NETWORK_PRINT_FAILURE_H
#define ERSYM_NETWORK_PRINT_FAILURE_H

#include <stdio.h>

#include <jansson.h>

#include "network/walk/failure.h"

/**
 * struct failure_totals - counts of failures
 * @harmless: no service changes
 * @lossy: some service is lost
 * @lasting: not all is as before when it is over
 */
struct failure_totals {
	size_t n, harmless, lossy, lasting;
};

/* Counts an aftermath. */
void failure_count(const struct aftermath *aftermath, struct failure_totals *totals);

/* Nothing if nothing changes. */
void aftermath_text(const struct aftermath *aftermath, FILE *out);
/* {failed: [{kind, name}], people, returns, affected: [{service, from, ...}]} */
json_t *aftermath_json(const struct aftermath *aftermath);
void failure_totals_text(const struct failure_totals *totals, FILE *out);

#endif

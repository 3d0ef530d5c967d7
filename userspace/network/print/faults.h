/* SPDX-License-Identifier: GPL-2.0 */
/* What is wrong with connections that work, for people and programs. */
#ifndef ERSYM_NETWORK_PRINT_FAULTS_H
#define ERSYM_NETWORK_PRINT_FAULTS_H

#include <jansson.h>

#include "network/walk/faults.h"

/* "asymmetric, suboptimal (hairpin)" of a trip, to be freed. */
char *verdict_text(const struct trip *trip, const struct faults *faults);
/* "185.0 ms by us, 8.0 ms by inet-eu", to be freed; NULL: there is nothing to say. */
char *detour_text(const struct network *net, const struct detour *detour);

/* [name] */
json_t *faults_json(const struct faults *faults);
/* {of, circuit, microseconds, best_circuit, best_microseconds}, or null */
json_t *detour_json(const struct network *net, const struct faults *faults);

#endif

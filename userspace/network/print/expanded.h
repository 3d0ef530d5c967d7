/* SPDX-License-Identifier: GPL-2.0 */
/* A network as the devices, links, sessions and policies that a description makes. */
#ifndef ERSYM_NETWORK_PRINT_EXPANDED_H
#define ERSYM_NETWORK_PRINT_EXPANDED_H

#include <jansson.h>
#include <stdio.h>

#include "network/model/network.h"

void expanded_text(const struct network *net, FILE *out);
json_t *expanded_json(const struct network *net);

/* Words that both have in common; a name is NULL where there is nothing that has one. */
const char *side_name(enum net_side side);
const char *policy_name(const struct network *net, unsigned int policy);
const char *link_circuit_name(const struct network *net, unsigned int circuit);
/* "permit 10.0.0.0/8, local-pref 200"; to be freed. */
char *term_text(const struct policy_term *term);

#endif

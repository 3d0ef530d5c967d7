/* SPDX-License-Identifier: GPL-2.0 */
/* By what sites should go to clouds, for people and programs. */
#ifndef ERSYM_NETWORK_PRINT_CHOICE_H
#define ERSYM_NETWORK_PRINT_CHOICE_H

#include <stdio.h>

#include <jansson.h>

#include "network/walk/choice.h"

/* A line for each site and region, the means, and what is recommended instead of what is used. */
void choices_text(const struct network *net, const struct choices *choices, FILE *out);

/*
 * {choices: [{site, people, region, now, internet, peering, place, few_people, recommended}],
 * mean_microseconds: {now, internet, peering, recommended}}, where ways are
 * {name, microseconds} or null, and a mean is null if a site has no such way
 */
json_t *choices_json(const struct network *net, const struct choices *choices);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* What a device knows, and the network as it was understood. */
#ifndef ERSYM_NETWORK_PRINT_ROUTES_H
#define ERSYM_NETWORK_PRINT_ROUTES_H

#include <stdio.h>

#include <jansson.h>

#include "network/route/routes.h"

/* The routes of a device with their reasons, a prefix a line. */
void routes_text(const struct routes *routes, unsigned int device, FILE *out);
/* [{prefix, source, from, reason, next_hops: [{device, link, address}]}] */
json_t *routes_json(const struct routes *routes, unsigned int device);

/* BGP sessions and whether they are up. */
void sessions_text(const struct routes *routes, FILE *out);
json_t *sessions_json(const struct routes *routes);

#endif

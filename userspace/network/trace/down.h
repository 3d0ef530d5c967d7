/* SPDX-License-Identifier: GPL-2.0 */
/* Routes while something is down. */
#ifndef ERSYM_NETWORK_TRACE_DOWN_H
#define ERSYM_NETWORK_TRACE_DOWN_H

#include "network/model/description.h"
#include "network/route/routes.h"

/**
 * struct down - routes of a network of which something is down
 * @outage: what
 */
struct down {
	struct outage outage;
	struct routes routes;
};

/**
 * down_compute() - takes things down
 * @routes: with nothing down
 * @names: circuits, links of circuits, devices
 * @down: written; down_free() is due in every case
 *
 * Return: NULL, or the name that nothing has; then there are no routes.
 */
const struct desc_name *down_compute(const struct routes *routes, const struct desc_names *names,
				     struct down *down);
/* The same for one circuit. */
void down_circuit(const struct routes *routes, unsigned int circuit, struct down *down);
void down_free(struct down *down);

#endif

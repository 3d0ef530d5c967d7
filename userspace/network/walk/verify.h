/* SPDX-License-Identifier: GPL-2.0 */
/* Every service of a description, walked. */
#ifndef ERSYM_NETWORK_WALK_VERIFY_H
#define ERSYM_NETWORK_WALK_VERIFY_H

#include "network/walk/faults.h"

/**
 * struct verified - a service and what became of it
 * @service: of struct network
 * @trips: all ways there and back
 * @faults: of those that arrive
 */
struct verified {
	unsigned int service;
	struct trips trips;
	struct faults faults;
};

struct verification {
	struct verified *v;
	size_t n;
};

/* One of them; trips_free() of its trips is due. */
void verified_walk(const struct routes *routes, unsigned int service, struct verified *v);

void verification_run(const struct routes *routes, struct verification *result);
void verification_free(struct verification *result);

/* Whether a service works as it should. */
bool verified_is_good(const struct network *net, const struct verified *v);

#endif

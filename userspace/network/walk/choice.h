/* SPDX-License-Identifier: GPL-2.0 */
/* By what the people of a site should go to a cloud: what each way would take. */
#ifndef ERSYM_NETWORK_WALK_CHOICE_H
#define ERSYM_NETWORK_WALK_CHOICE_H

#include "network/route/routes.h"

/** enum choice_way - a way that a site has, or might have */
enum choice_way {
	WAY_NOW,	/* that the service takes */
	WAY_INTERNET,
	WAY_PEERING,	/* a Microsoft peering, wherever it ends */
	WAY_PLACE,	/* a circuit that would end in a place */
};

#define N_WAY 4

/**
 * struct choice - of a site, to a region of a cloud
 * @service: the first one that has to go there
 * @region: device
 * @cost: of each way, in microseconds; LATENCY_NONE: there is none
 * @index: circuit, or place, of each way; WAY_NOW: NONE if it crosses none or several
 * @few: the site has too few people for a circuit in that place
 * @best: the way that is recommended: what is used now, if no other one takes less
 */
struct choice {
	unsigned int service;
	unsigned int site;
	unsigned int region;
	uint64_t cost[N_WAY];
	unsigned int index[N_WAY];
	bool few;
	enum choice_way best;
};

struct choices {
	struct choice *v;
	size_t n;
};

/* Of all sites whose services go to public regions of clouds, in the order of the services. */
void choices_find(const struct routes *routes, struct choices *choices);
void choices_free(struct choices *choices);

/**
 * choices_mean() - the mean of a way over all choices, weighted by the people of the sites
 * @recommended: of the recommended one of each instead
 * @mean: written: in microseconds
 *
 * Return: false: some site has no such way, or there are no people.
 */
bool choices_mean(const struct network *net, const struct choices *choices, enum choice_way way,
		  bool recommended, double *mean);

#endif

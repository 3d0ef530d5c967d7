/* SPDX-License-Identifier: GPL-2.0 */
/* Which services use a link or a device. */
#ifndef ERSYM_NETWORK_WALK_USAGE_H
#define ERSYM_NETWORK_WALK_USAGE_H

#include "network/walk/verify.h"

/**
 * struct usage - services, by what their packets cross, and what carries tunnels that they cross
 * @of_link: by link
 * @of_device: by device
 */
struct usage {
	struct index_list *of_link, *of_device;
	unsigned int *room;
};

void usage_find(struct usage *usage, const struct network *net,
		const struct verification *result);
void usage_free(struct usage *usage);

/* Sets the flags of the services of a list. */
void usage_mark(const struct index_list *list, bool *flags);

#endif

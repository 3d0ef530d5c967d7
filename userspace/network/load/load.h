/* SPDX-License-Identifier: GPL-2.0 */
/* From a file to routes. */
#ifndef ERSYM_NETWORK_LOAD_LOAD_H
#define ERSYM_NETWORK_LOAD_LOAD_H

#include "network/model/description.h"
#include "network/model/findings.h"
#include "network/route/routes.h"

/**
 * struct loaded - a description and everything that was made of it
 * @whole: there was no error, so that the rest is valid
 */
struct loaded {
	struct description description;
	struct findings findings;
	struct network net;
	struct outage outage;
	struct prefix_table table;
	struct attributes attributes;
	struct routes routes;
	bool whole;
};

/**
 * load() - reads a description, expands it, computes the routes, and looks for mistakes
 * @loaded: written; loaded_free() is due in every case
 */
void load(const char *path, struct loaded *loaded);
void loaded_free(struct loaded *loaded);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Names of the circuits in force, by id. */
#ifndef ERSYM_BACKEND_NAMES_H
#define ERSYM_BACKEND_NAMES_H

#include <stdint.h>

#include "backend/module.h"

#define NAME_INSIDE "inside"

/**
 * struct names - names that belong to one configuration of the module
 * @config: holds them
 * @by_id: NULL: no such circuit
 */
struct names {
	struct module_config config;
	const char *by_id[ERSYM_CIRCUIT_MAX + 1];
};

/* Says on stderr what went wrong. 0 or -errno. */
int names_load(struct module *m, struct names *names);
/* Takes @config. */
void names_init(struct names *names, struct module_config *config);
void names_free(struct names *names);

/* Name of a circuit id, "inside", or NULL if it is not known. */
const char *names_get(const struct names *names, uint32_t id);

/* -ENOENT, and on stderr the names that there are, if none is @name. */
int names_find(const struct names *names, const char *name, uint32_t *id);

#endif

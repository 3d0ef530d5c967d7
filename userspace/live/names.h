/* SPDX-License-Identifier: GPL-2.0 */
/* Names of the circuits in force, by id. */
#ifndef ERSYM_LIVE_NAMES_H
#define ERSYM_LIVE_NAMES_H

#include <stdint.h>

#include "plan/module.h"

#define NAME_INSIDE "inside"

/**
 * struct names - names that belong to one configuration of the module
 * @config: the configuration, which holds the names
 * @by_id: name of each id; NULL if no circuit has the id
 */
struct names {
	struct module_config config;
	const char *by_id[ERSYM_CIRCUIT_MAX + 1];
};

/**
 * names_init() - collect the names of a configuration
 * @names: written, to be freed with names_free()
 * @config: taken over; empty afterwards
 */
void names_init(struct names *names, struct module_config *config);

/**
 * names_free() - free the names and their configuration
 * @names: the names; empty afterwards
 */
void names_free(struct names *names);

/**
 * names_get() - look up the name of an id
 * @names: the names
 * @id: a circuit id, ERSYM_CIRCUIT_INSIDE or ERSYM_CIRCUIT_UNKNOWN
 *
 * Return: the name, "inside", or NULL if there is none
 */
const char *names_get(const struct names *names, uint32_t id);

/**
 * names_find() - look up the id of a name
 * @names: the names
 * @name: the name of a circuit, or "inside"
 * @id: written
 *
 * Return: 0, or -ENOENT if there is no such circuit
 */
int names_find(const struct names *names, const char *name, uint32_t *id);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel module's configuration, as config-set and config-get carry it. */
#ifndef ERSYM_PLAN_MODULE_H
#define ERSYM_PLAN_MODULE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ersym.h>

#include "model/address.h"

/** struct module_link - a device of a circuit, bound by name */
struct module_link {
	char name[IFNAMSIZ];
};

/**
 * struct module_circuit - a circuit as the module knows it
 * @link: none: the circuit ends on another host
 * @pool: what its outbound connections are translated to
 * @drop: bit N: packets of the kind with value N (enum ersym_kind)
 */
struct module_circuit {
	uint32_t id;
	char name[ERSYM_NAME_MAX + 1];
	struct module_link *link;
	size_t n_link;
	struct prefix_list pool;
	bool public_only;
	uint32_t drop;
};

/**
 * struct module_config - everything that the module is told
 * @circuit: none: the module is quiet, and @mark_mask and @inside_drop mean nothing
 * @generation: changes with every config-set; ignored when it is set
 *
 * plan_desired() and state_observe() give circuits by id, links by name and
 * pools by address, so that two configurations compare.
 */
struct module_config {
	uint32_t mark_mask;
	uint32_t inside_drop;
	struct module_circuit *circuit;
	size_t n_circuit;
	uint32_t generation;
};

/* Adds a circuit, all zero. The pointer is good until the next one is added. */
struct module_circuit *module_config_add(struct module_config *config);
void module_circuit_add_link(struct module_circuit *circuit, const char *name);
void module_circuit_add_pool(struct module_circuit *circuit, const struct prefix *pool);
/* Into the order that is said above. */
void module_config_sort(struct module_config *config);
/* Whether a circuit is the same in all that the module is told of it. */
/* The same name, id and links. */
bool module_circuit_same_path(const struct module_circuit *a, const struct module_circuit *b);
bool module_circuit_equal(const struct module_circuit *a, const struct module_circuit *b);
/* @to is written. */
void module_config_copy(const struct module_config *from, struct module_config *to);
void module_config_free(struct module_config *config);

#endif

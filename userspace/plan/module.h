/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration of the kernel module, as config-set and config-get carry it. */
#ifndef ERSYM_PLAN_MODULE_H
#define ERSYM_PLAN_MODULE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ersym.h>

#include "model/address.h"
#include "model/site.h"

/**
 * struct module_link - a device of a circuit, bound by name
 * @name: the name
 * @receive: packets come in by the device, and none is sent by it
 */
struct module_link {
	char name[IFNAMSIZ];
	bool receive;
};

/**
 * struct module_circuit - a circuit of the module
 * @id: its id
 * @name: its name
 * @link: its links; without any, the circuit ends on another host
 * @n_link: number of @link
 * @pool: what its outbound connections are translated to
 * @public_only: it carries only public addresses
 * @drop: bit N: packets of the violation kind N (enum ersym_kind) are dropped
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
 * struct module_config - the whole configuration of the module
 * @mark_mask: bits of connection marks that the facts are in
 * @inside_drop: as module_circuit.drop, for packets on inside devices
 * @enforce: only packets of connections with one of these inside addresses are dropped;
 *           without any, all that the policy drops
 * @circuit: its circuits; without any, the module is quiet, and @mark_mask,
 *           @inside_drop and @enforce have no meaning
 * @n_circuit: number of @circuit
 * @generation: changes with every config-set; config-set ignores it
 *
 * In a state that is sorted circuits are by id, links by name, and pools and
 * @enforce by address, so that two configurations can be compared.
 */
struct module_config {
	uint32_t mark_mask;
	uint32_t inside_drop;
	struct prefix_list enforce;
	struct module_circuit *circuit;
	size_t n_circuit;
	uint32_t generation;
};

/**
 * module_config_from_site() - write the configuration that a site asks for
 * @site: the site
 * @config: empty; written, in no particular order
 */
void module_config_from_site(const struct site *site, struct module_config *config);

/**
 * module_config_add() - add a circuit, all zero
 * @config: the configuration
 *
 * Return: the circuit; the pointer is valid until the next one is added.
 */
struct module_circuit *module_config_add(struct module_config *config);

/**
 * module_circuit_add_link() - add a link to a circuit
 * @circuit: the circuit
 * @name: name of the device
 * @receive: as module_link.receive
 */
void module_circuit_add_link(struct module_circuit *circuit, const char *name, bool receive);

/**
 * module_circuit_add_pool() - add a prefix to the pool of a circuit
 * @circuit: the circuit
 * @pool: the prefix
 */
void module_circuit_add_pool(struct module_circuit *circuit, const struct prefix *pool);

/**
 * module_config_sort() - sort circuits by id, links by name, pools by address
 * @config: the configuration
 */
void module_config_sort(struct module_config *config);

/**
 * module_circuit_same_path() - compare two circuits by id, name and links
 * @a: a circuit
 * @b: another one
 *
 * Return: true if a device and an id in a mark mean the same circuit in both.
 */
bool module_circuit_same_path(const struct module_circuit *a, const struct module_circuit *b);

/**
 * module_circuit_equal() - compare two circuits
 * @a: a circuit
 * @b: another one
 *
 * Return: true if they are the same.
 */
bool module_circuit_equal(const struct module_circuit *a, const struct module_circuit *b);

/**
 * module_config_same_rest() - compare two configurations without their circuits
 * @a: a configuration, sorted
 * @b: another one, sorted
 *
 * Return: true if they are the same but for circuits and generations.
 */
bool module_config_same_rest(const struct module_config *a, const struct module_config *b);

/**
 * module_config_equal() - compare two configurations
 * @a: a configuration, sorted
 * @b: another one, sorted
 *
 * Return: true if they are the same but for their generations.
 */
bool module_config_equal(const struct module_config *a, const struct module_config *b);

/**
 * module_config_copy() - copy a configuration
 * @from: the configuration
 * @to: written; to be freed with module_config_free()
 */
void module_config_copy(const struct module_config *from, struct module_config *to);

/**
 * module_config_free() - free all that a configuration has
 * @config: the configuration; it is empty afterwards
 */
void module_config_free(struct module_config *config);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* The nft table inet ersym as a value. */
#ifndef ERSYM_NFT_TABLE_H
#define ERSYM_NFT_TABLE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nft/chain.h"
#include "nft/set.h"

#define NFT_TABLE_NAME "ersym"

/**
 * struct nft_flowtable - connections that are forwarded at the ingress of devices
 * @name: name in the table
 * @priority: lower priorities are called first
 * @device: names of the devices, in order once sorted
 * @n_device: number of @device
 */
struct nft_flowtable {
	char name[NFT_NAME_SIZE];
	int32_t priority;
	char (*device)[IFNAMSIZ];
	size_t n_device;
};

/**
 * struct nft_counter - a named counter
 * @name: name in the table
 * @packets: packets that it counted; tables are compared without this
 * @bytes: bytes of these packets
 */
struct nft_counter {
	char name[NFT_NAME_SIZE];
	uint64_t packets;
	uint64_t bytes;
};

/**
 * struct nft_table - the table
 * @present: it exists
 * @foreign: it has what ersym never adds (flags, a second flowtable, objects of
 *           other types), so it can only be replaced as a whole
 * @counter: named counters
 * @n_counter: number of @counter
 * @flowtable: the flowtable or NULL
 * @set: sets and maps that have a name
 * @n_set: number of @set
 * @chain: chains
 * @n_chain: number of @chain
 */
struct nft_table {
	bool present;
	bool foreign;
	struct nft_counter *counter;
	size_t n_counter;
	struct nft_flowtable *flowtable;
	struct nft_set *set;
	size_t n_set;
	struct nft_chain *chain;
	size_t n_chain;
};

/**
 * nft_flowtable_equal() - compare two flowtables
 * @a: a flowtable
 * @b: another one
 *
 * Return: true if they are the same.
 */
bool nft_flowtable_equal(const struct nft_flowtable *a, const struct nft_flowtable *b);

/**
 * nft_flowtable_add_device() - add a device to a flowtable
 * @flowtable: the flowtable
 * @device: name of the device
 */
void nft_flowtable_add_device(struct nft_flowtable *flowtable, const char *device);

/**
 * nft_table_add_flowtable() - add a flowtable to a table that has none
 * @table: the table
 * @name: name of the flowtable
 *
 * Return: the flowtable, without devices.
 */
struct nft_flowtable *nft_table_add_flowtable(struct nft_table *table, const char *name);

/**
 * nft_table_add_counter() - add a counter to a table
 * @table: the table
 * @name: name of the counter
 *
 * Return: the counter; the pointer is valid until the next one is added.
 */
struct nft_counter *nft_table_add_counter(struct nft_table *table, const char *name);

/**
 * nft_table_add_set() - add an empty set to a table
 * @table: the table
 * @name: name of the set
 *
 * Return: the set; the pointer is valid until the next one is added.
 */
struct nft_set *nft_table_add_set(struct nft_table *table, const char *name);

/**
 * nft_table_add_chain() - add an empty chain to a table
 * @table: the table
 * @name: name of the chain
 *
 * Return: the chain; the pointer is valid until the next one is added.
 */
struct nft_chain *nft_table_add_chain(struct nft_table *table, const char *name);

/**
 * nft_table_add_base_chain() - add an empty chain that the kernel calls for packets
 * @table: the table
 * @name: name of the chain
 * @type: "nat", "filter" or "route"
 * @hook: enum nf_inet_hooks
 * @priority: lower priorities are called first
 *
 * Return: the chain, with policy accept; the pointer is valid until the next one
 * is added.
 */
struct nft_chain *nft_table_add_base_chain(struct nft_table *table, const char *name,
					   const char *type, uint32_t hook, int32_t priority);

/**
 * nft_table_set() - find a set of a table
 * @table: the table
 * @name: name of the set
 *
 * Return: the set or NULL.
 */
const struct nft_set *nft_table_set(const struct nft_table *table, const char *name);

/**
 * nft_table_chain() - find a chain of a table
 * @table: the table
 * @name: name of the chain
 *
 * Return: the chain or NULL.
 */
const struct nft_chain *nft_table_chain(const struct nft_table *table, const char *name);

/**
 * nft_table_sort() - sort elements of sets and devices of the flowtable
 * @table: the table; sets, chains and rules keep their order
 */
void nft_table_sort(struct nft_table *table);

/**
 * nft_table_free() - free all that a table has
 * @table: the table; it is empty afterwards
 */
void nft_table_free(struct nft_table *table);

#endif

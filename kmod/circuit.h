/* SPDX-License-Identifier: GPL-2.0 */
/* A configuration: circuits, their links, pools and policies. */
#ifndef _ERSYM_CIRCUIT_H
#define _ERSYM_CIRCUIT_H

#include <asm/byteorder.h>
#include <linux/ersym.h>
#include <linux/if.h>
#include <linux/in6.h>
#include <linux/types.h>

#include "devmap.h"
#include "mark.h"
#include "range.h"

struct ersym_births;

/**
 * struct ersym_link - a network device of a circuit
 * @name: of the device
 * @ifindex: of the device that has this name now, or 0; under RTNL
 * @running: whether it is up and has a carrier; under RTNL
 */
struct ersym_link {
	char name[IFNAMSIZ];
	int ifindex;
	bool running;
};

/**
 * struct ersym_pool - addresses of a circuit
 * @first: lowest address; an IPv4 address is in s6_addr32[0]. Network byte
 *	order
 * @last: highest address
 * @id: of the circuit
 * @length: of the prefix
 */
struct ersym_pool {
	struct in6_addr first;
	struct in6_addr last;
	u16 id;
	u8 length;
};

/**
 * struct ersym_pools - pools of one address family
 * @pool: sorted; no two overlap
 * @count: how many
 */
struct ersym_pools {
	struct ersym_pool *pool;
	unsigned int count;
};

/**
 * struct ersym_circuit - a path to the outside
 * @name: for people
 * @id: in marks, and on the wire
 * @drop: bit N: packets of kind N on this circuit are dropped
 * @public_only: forwarded packets have only public addresses
 * @link: devices; none if the circuit ends on another host
 * @links: how many
 * @pool: its first one of IPv4, which most of its addresses are in, or NULL
 * @births: connections counted; shared with the configuration before
 */
struct ersym_circuit {
	char name[ERSYM_NAME_MAX + 1];
	u16 id;
	u8 drop;
	bool public_only;
	struct ersym_link *link;
	unsigned int links;
	const struct ersym_pool *pool;
	struct ersym_births *births;
};

/**
 * struct ersym_config - what is in force in a network namespace
 * @mark: the fields of a mark
 * @devmap: links; replaced under RTNL when devices come and go
 * @by_id: circuits; @mark.field + 1 entries, NULL where there is none
 * @ipv4: pools
 * @ipv6: pools
 * @inside_drop: as &ersym_circuit.drop, for devices that are no link
 * @guard: some circuit drops before conntrack
 * @generation: number of this configuration
 * @circuit: in the order they were given
 * @circuits: how many
 *
 * Does not change once published, but for @devmap and the RTNL part of links.
 */
struct ersym_config {
	struct ersym_mark mark;
	struct ersym_devmap __rcu *devmap;
	struct ersym_circuit **by_id;
	struct ersym_pools ipv4;
	struct ersym_pools ipv6;
	u8 inside_drop;
	bool guard;
	u32 generation;
	struct ersym_circuit *circuit;
	unsigned int circuits;
};

/* Kinds that are dropped before conntrack where that can be told. */
#define ERSYM_GUARDED \
	(BIT(ERSYM_KIND_RETURN_IN) | BIT(ERSYM_KIND_FOREIGN))

struct ersym_config *ersym_config_alloc(const struct ersym_mark *mark,
					unsigned int circuits,
					unsigned int ipv4_pools,
					unsigned int ipv6_pools);
void ersym_config_free(struct ersym_config *config);
const struct ersym_pool *ersym_pools_sort(struct ersym_pools *pools);
struct ersym_range ersym_pools_range(const struct ersym_pools *pools);
void ersym_config_first_pools(struct ersym_config *config);
struct ersym_range ersym_circuit_passes(const struct ersym_circuit *circuit);
const struct ersym_link *ersym_config_link_twice(const struct ersym_config *c);
bool ersym_config_keeps(const struct ersym_config *from,
			const struct ersym_config *to, u16 id);
u16 ersym_pools_owner(const struct ersym_pools *pools,
		      const struct in6_addr *address);
u16 ersym_pools_owner_ipv4(const struct ersym_pools *pools, __be32 address);
void ersym_pool_init(struct ersym_pool *pool, const struct in6_addr *address,
		     unsigned int bits, unsigned int length, u16 id);

static inline const struct ersym_circuit *
ersym_config_circuit(const struct ersym_config *config, u16 id)
{
	return id <= config->mark.field ? config->by_id[id] : NULL;
}

/* The circuit of a device, or ERSYM_CIRCUIT_INSIDE. Under the RCU read lock. */
static inline u16 ersym_config_here(const struct ersym_config *config,
				    int ifindex)
{
	const struct ersym_devmap *map = rcu_dereference(config->devmap);

	return ersym_mark_get(&config->mark, ersym_devmap_find(map, ifindex),
			      ERSYM_FIELD_IN);
}

/* A fact of a connection. Ids that are not configured are none: left by another
 * mask, or by a circuit that is gone.
 */
static inline u16 ersym_config_fact(const struct ersym_config *config, u32 mark,
				    enum ersym_field field)
{
	u16 id = ersym_mark_get(&config->mark, mark, field);

	if (id != ERSYM_CIRCUIT_INSIDE && !ersym_config_circuit(config, id))
		return ERSYM_CIRCUIT_UNKNOWN;
	return id;
}

static inline bool ersym_pool_has_ipv4(const struct ersym_pool *pool,
				       __be32 address)
{
	u32 number = be32_to_cpu(address);

	return number >= be32_to_cpu(pool->first.s6_addr32[0]) &&
	       number <= be32_to_cpu(pool->last.s6_addr32[0]);
}

/* The kinds that are dropped on a circuit, or on the inside. */
static inline u8 ersym_config_drop(const struct ersym_config *config, u16 id)
{
	const struct ersym_circuit *circuit = ersym_config_circuit(config, id);

	return circuit ? circuit->drop : config->inside_drop;
}

#endif /* _ERSYM_CIRCUIT_H */

/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration of a network namespace. */
#ifndef _ERSYM_CONFIG_H
#define _ERSYM_CONFIG_H

#include <linux/rcupdate.h>
#include <linux/types.h>

#include "circuit.h"
#include "linkmap.h"
#include "mark.h"
#include "pool.h"

/**
 * struct ersym_config - configuration of a network namespace
 * @mark: layout of the fields in a mark
 * @linkmap: circuits by device; replaced under RTNL when devices change
 * @by_id: circuits by id; @mark.field + 1 entries, NULL for an unused id
 * @ipv4: IPv4 pools of all circuits
 * @ipv6: IPv6 pools of all circuits
 * @enforce_ipv4: IPv4 addresses to whose connections dropping is limited; if
 *	this and @enforce_ipv6 are empty, it is not limited
 * @enforce_ipv6: likewise, IPv6 addresses
 * @inside_drop: as &ersym_circuit.drop, for devices that are no link
 * @guard: at least one circuit drops packets before conntrack
 * @generation: number of this configuration
 * @circuit: array of circuits, in the order of the request
 * @circuits: number of circuits
 *
 * Immutable once published, except @linkmap and the fields of links that RTNL
 * protects.
 */
struct ersym_config {
	struct ersym_mark mark;
	struct ersym_linkmap __rcu *linkmap;
	struct ersym_circuit **by_id;
	struct ersym_pools ipv4;
	struct ersym_pools ipv6;
	struct ersym_pools enforce_ipv4;
	struct ersym_pools enforce_ipv6;
	u8 inside_drop;
	bool guard;
	u32 generation;
	struct ersym_circuit *circuit;
	unsigned int circuits;
};

struct ersym_config *ersym_config_alloc(const struct ersym_mark *mark,
					unsigned int circuits,
					unsigned int ipv4_pools,
					unsigned int ipv6_pools);
void ersym_config_free(struct ersym_config *config);
void ersym_config_assign_pools(struct ersym_config *config);
const struct ersym_link *
ersym_config_duplicate_link(const struct ersym_config *config);
bool ersym_config_keeps(const struct ersym_config *from,
			const struct ersym_config *to, u16 id);
int ersym_config_inherit_births(struct ersym_config *config,
				const struct ersym_config *old);
bool ersym_config_redefines(const struct ersym_config *old,
			    const struct ersym_config *config);
bool ersym_config_removes(const struct ersym_config *old,
			  const struct ersym_config *config);

/**
 * ersym_config_circuit() - look up a circuit by id
 * @config: the configuration
 * @id: id of a circuit, ERSYM_CIRCUIT_INSIDE or ERSYM_CIRCUIT_UNKNOWN
 *
 * Return: the circuit, or NULL if there is none with this id.
 */
static inline const struct ersym_circuit *
ersym_config_circuit(const struct ersym_config *config, u16 id)
{
	return id <= config->mark.field ? config->by_id[id] : NULL;
}

/**
 * ersym_config_actual() - get the circuit of a device
 * @config: configuration in force
 * @ifindex: index of the device
 *
 * Context: under the RCU read lock.
 * Return: id of the circuit, or ERSYM_CIRCUIT_INSIDE if the device is no link.
 */
static inline u16 ersym_config_actual(const struct ersym_config *config,
				      int ifindex)
{
	const struct ersym_linkmap *map = rcu_dereference(config->linkmap);

	return ersym_mark_get(&config->mark, ersym_linkmap_find(map, ifindex),
			      ERSYM_FIELD_IN);
}

/**
 * ersym_config_fact() - get a fact of a connection
 * @config: configuration in force
 * @mark: connection mark
 * @field: field of the mark that holds the fact
 *
 * Return: the circuit, or ERSYM_CIRCUIT_UNKNOWN for an id that is not
 * configured: it is of a circuit that was removed.
 */
static inline u16 ersym_config_fact(const struct ersym_config *config, u32 mark,
				    enum ersym_field field)
{
	u16 id = ersym_mark_get(&config->mark, mark, field);

	if (id != ERSYM_CIRCUIT_INSIDE && !ersym_config_circuit(config, id))
		return ERSYM_CIRCUIT_UNKNOWN;
	return id;
}

/**
 * ersym_config_drop() - get the policy for packets on a circuit
 * @config: configuration in force
 * @circuit: the circuit, or NULL for the inside
 *
 * Return: a bit for each kind that is dropped.
 */
static inline u8 ersym_config_drop(const struct ersym_config *config,
				   const struct ersym_circuit *circuit)
{
	return circuit ? circuit->drop : config->inside_drop;
}

#endif /* _ERSYM_CONFIG_H */

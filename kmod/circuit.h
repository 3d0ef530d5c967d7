/* SPDX-License-Identifier: GPL-2.0 */
/* Circuits: named paths to the outside with links, pools and a policy. */
#ifndef _ERSYM_CIRCUIT_H
#define _ERSYM_CIRCUIT_H

#include <linux/bits.h>
#include <linux/ersym.h>
#include <linux/if.h>
#include <linux/types.h>

#include "pool.h"
#include "range.h"

struct ersym_births;

/**
 * struct ersym_link - a network device of a circuit
 * @name: name of the device
 * @ifindex: index of the device that has this name, or 0; protected by RTNL
 * @running: the device is up and has a carrier; protected by RTNL
 * @receive: packets come in by the device, and none is sent by it
 */
struct ersym_link {
	char name[IFNAMSIZ];
	int ifindex;
	bool running;
	bool receive;
};

/**
 * struct ersym_circuit - a named path to the outside
 * @name: name in the configuration
 * @id: number of the circuit in marks and messages
 * @drop: bit N is set if packets of kind N are dropped on this circuit
 * @public_only: forwarded packets must have public addresses only
 * @link: array of links; empty if the circuit ends on another host
 * @links: number of links
 * @pool: first IPv4 pool, which has most of the circuit's addresses, or NULL
 * @births: connections born, shared with the previous configuration
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

/* The kinds that the guard drops before conntrack sees the packet. */
#define ERSYM_GUARDED \
	(BIT(ERSYM_KIND_RETURN_IN) | BIT(ERSYM_KIND_FOREIGN))

struct ersym_range
ersym_circuit_pass_range(const struct ersym_circuit *circuit);

#endif /* _ERSYM_CIRCUIT_H */

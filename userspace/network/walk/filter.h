/* SPDX-License-Identifier: GPL-2.0 */
/* Which connections a device that filters lets pass. */
#ifndef ERSYM_NETWORK_WALK_FILTER_H
#define ERSYM_NETWORK_WALK_FILTER_H

#include "network/model/network.h"

/**
 * struct crossing - the first packet of a connection at a device
 * @in: circuit that it came in on; NONE: from inside
 * @out: circuit that it leaves by; NONE: to the inside
 * @link: that it leaves by; NONE: to a host of the device
 * @published: its destination was translated
 * @netmap: that was by a netmap, not by a service
 * @packet: with that destination
 */
struct crossing {
	unsigned int device;
	unsigned int in, out;
	unsigned int link;
	bool published, netmap;
	const struct packet *packet;
};

/* Whether a connection passes. Every one does that comes from inside, or if nothing filters. */
bool filter_passes(const struct network *net, const struct crossing *c);

/* Whether a circuit accepts the source of a connection, which is not translated then. */
bool filter_accepts(const struct network *net, const struct crossing *c);

/* Whether a server is behind the circuit that a packet to it leaves by. */
bool filter_leads_to_server(const struct network *net, const struct crossing *c);

/* The transit that lets a connection pass from circuit to circuit, or NULL. */
const struct net_transit *filter_transit(const struct network *net, const struct crossing *c);

/* The range that a packet is for, or NULL. */
const struct port_range *filter_port(const struct port_range *port, size_t n,
				     const struct packet *packet);
/* Whether an address is in one of the prefixes; in a list without any, every address is. */
bool filter_list_has(const struct prefix_list *list, const struct address *a);

#endif

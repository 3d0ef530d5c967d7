/* SPDX-License-Identifier: GPL-2.0 */
/* What a device writes into the packets of a connection. */
#ifndef ERSYM_NETWORK_WALK_TRANSLATE_H
#define ERSYM_NETWORK_WALK_TRANSLATE_H

#include "network/route/table.h"
#include "network/walk/filter.h"

/* The circuit of a link at the device of ours that it ends on; NONE: inside. */
unsigned int circuit_at(const struct network *net, unsigned int device, unsigned int link);

/**
 * translate_destination() - publishes: writes the inside address and port
 * @link: that the packet came in by, of a circuit; or NONE
 *
 * A service that names the port precedes one that has every port, and that a netmap.
 *
 * Return: the rule, of struct network.nat, or NONE.
 */
unsigned int translate_destination(const struct network *net, unsigned int device,
				   unsigned int link, struct packet *packet);

/* The rule for the source of a packet that passes, or NONE. */
unsigned int translate_source(const struct network *net, const struct crossing *c);

/**
 * translate_choices() - addresses of a rule of which each stands for those treated alike
 * @nat: that translate_source() gave for @c
 * @choice: written; to be freed
 *
 * Return: how many.
 */
size_t translate_choices(const struct network *net, const struct prefix_table *table,
			 const struct net_nat *nat, const struct crossing *c,
			 struct address **choice);

#endif

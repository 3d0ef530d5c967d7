/* SPDX-License-Identifier: GPL-2.0 */
/* What devices without ersym do to packets, as nftables rules. */
#ifndef ERSYM_NETWORK_LAB_FIREWALL_H
#define ERSYM_NETWORK_LAB_FIREWALL_H

#include <stdio.h>

#include "network/model/network.h"

/**
 * firewall_print() - write the table ersym-lab of a device
 * @net: the network
 * @device: the device; of one that runs ersym only what its circuits carry counts
 * @out: written there, for nft -f
 *
 * Connections begin, are translated and are remembered as struct net_nat and the
 * device's state say; what a public-only circuit does not carry ends before it. What
 * came in by circuit N carries the connection mark N + 1, for firewall_print_pins().
 */
void firewall_print(const struct network *net, unsigned int device, FILE *out);

/* Writes the rules by which answers are looked up in the tables of their circuits. */
void firewall_print_rules(const struct network *net, unsigned int device, FILE *out);

/**
 * firewall_print_pins() - write the tables by which answers keep to their circuit
 * @outage: links that are down are no way
 * @out: written there, for ip -batch
 *
 * Return: whether there is anything to do.
 */
bool firewall_print_pins(const struct network *net, const struct outage *outage,
			 unsigned int device, FILE *out);

#endif

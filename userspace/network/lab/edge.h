/* SPDX-License-Identifier: GPL-2.0 */
/* What devices of a lab do to packets: ersym, or rules of the lab's own. */
#ifndef ERSYM_NETWORK_LAB_EDGE_H
#define ERSYM_NETWORK_LAB_EDGE_H

#include "network/lab/lab.h"

/**
 * edges_start() - load the rules of each device, and let ersym apply what edges run
 *
 * ersym runs with engine nftables, whatever its configuration says.
 *
 * Return: 0 or a negative errno; a message has been printed then.
 */
int edges_start(const struct lab *lab);

/**
 * edges_pin() - let answers leave by links that an outage leaves up
 * @outage: what is down
 *
 * Return: 0 or a negative errno; a message has been printed then.
 */
int edges_pin(const struct lab *lab, const struct outage *outage);

#endif

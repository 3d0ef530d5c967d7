/* SPDX-License-Identifier: GPL-2.0 */
/* FRR's daemons in the namespaces of a lab. */
#ifndef ERSYM_NETWORK_LAB_DAEMONS_H
#define ERSYM_NETWORK_LAB_DAEMONS_H

#include "network/lab/lab.h"

/**
 * daemons_start() - configure FRR on every device, and start what the device needs of it
 *
 * Return: 0 or a negative errno; a message has been printed then.
 */
int daemons_start(const struct lab *lab);

/**
 * daemons_stop() - end the daemons of a lab and remove its directory
 * @name: of the lab
 */
void daemons_stop(const char *name);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Namespaces of a lab, the links between them, and their addresses. */
#ifndef ERSYM_NETWORK_LAB_WIRING_H
#define ERSYM_NETWORK_LAB_WIRING_H

#include "network/lab/lab.h"

/**
 * wiring_make() - make all namespaces and links, with addresses, and let devices forward
 *
 * Return: 0 or a negative errno; a message has been printed then.
 */
int wiring_make(const struct lab *lab);

/**
 * wiring_remove() - remove the namespaces whose names begin with a prefix
 * @prefix: the prefix
 *
 * Return: 0 or a negative errno; a message has been printed then.
 */
int wiring_remove(const char *prefix);

/**
 * wiring_switch() - let links and segments be up that an outage leaves up, and no others
 * @outage: what is down
 *
 * Return: 0 or a negative errno; a message has been printed then.
 */
int wiring_switch(const struct lab *lab, const struct outage *outage);

#endif

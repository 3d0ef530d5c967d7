/* SPDX-License-Identifier: GPL-2.0 */
/* Configurations of ersym for edges that a description describes without one. */
#ifndef ERSYM_NETWORK_EXPORT_ERSYM_H
#define ERSYM_NETWORK_EXPORT_ERSYM_H

#include <stdio.h>

#include "network/model/network.h"

/**
 * ersym_print() - write the ersym.yaml by which a device translates as the network says
 * @net: the network
 * @device: a device of ours, at which circuits end
 * @out: written there
 */
void ersym_print(const struct network *net, unsigned int device, FILE *out);

/**
 * ersym_export() - write DIR/DEVICE/ersym.yaml for each edge that has none
 * @net: the network
 * @directory: DIR
 *
 * Return: 0 or a negative errno.
 */
int ersym_export(const struct network *net, const char *directory);

#endif

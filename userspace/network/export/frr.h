/* SPDX-License-Identifier: GPL-2.0 */
/* Configurations for FRR, by which its routes are those of the model. */
#ifndef ERSYM_NETWORK_EXPORT_FRR_H
#define ERSYM_NETWORK_EXPORT_FRR_H

#include <stdio.h>

#include "network/model/network.h"

/* The network device of a segment, whose gateway the device is. */
void frr_segment_device(unsigned int segment, char name[static IFNAMSIZ]);
/*
 * The device's address in a segment: that of the description, or the first one that no host
 * has. Return: whether there is one.
 */
bool frr_segment_gateway(const struct network *net, unsigned int segment, struct address *gateway);

/**
 * frr_export() - writes DIR/DEVICE/FILE for every device
 * Return: 0 or a negative errno
 */
int frr_export(const struct network *net, const char *directory);

#endif

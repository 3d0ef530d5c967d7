/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration of FRR's bgpd. */
#ifndef ERSYM_NETWORK_EXPORT_FRR_BGP_H
#define ERSYM_NETWORK_EXPORT_FRR_BGP_H

#include <stdio.h>

#include "network/model/network.h"

/* A bgpd.conf; nothing for a device that does not speak BGP. */
void frr_print_bgpd(const struct network *net, unsigned int device, FILE *out);

#endif

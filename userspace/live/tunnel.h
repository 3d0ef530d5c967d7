/* SPDX-License-Identifier: GPL-2.0 */
/* Tunnels that mark the packets that carry others. */
#ifndef ERSYM_LIVE_TUNNEL_H
#define ERSYM_LIVE_TUNNEL_H

#include <net/if.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/device.h"

/**
 * struct tunnel - a tunnel with a mark of its own
 * @device: its name
 * @kind: as ip-link(8) calls it
 * @mark: of the packets that carry others
 */
struct tunnel {
	char device[IFNAMSIZ];
	char kind[DEVICE_KIND_SIZE];
	uint32_t mark;
};

/**
 * struct tunnels - all such tunnels
 * @v: the tunnels, to be freed with free()
 * @n: number of @v
 */
struct tunnels {
	struct tunnel *v;
	size_t n;
};

#endif

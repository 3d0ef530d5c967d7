/* SPDX-License-Identifier: GPL-2.0 */
/* Network devices, as far as routes depend on them. */
#ifndef ERSYM_PLAN_DEVICE_H
#define ERSYM_PLAN_DEVICE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/address.h"

/**
 * struct device - a network device that a site names as a link
 * @index: of the device; 0 if there is none
 * @present: it exists in this network namespace
 * @up: administratively; a route over a device that is down is refused
 * @running: up, with a carrier
 * @ipv6: it has not been taken from IPv6 (disable_ipv6)
 * @strict: rp_filter drops what the main table would answer another way
 * @vrf: that it is in; empty if it is in none
 * @flowtable: one that it is in, or NULL
 * @reached: gateways of the link that are neighbours on it
 */
struct device {
	char name[IFNAMSIZ];
	int index;
	bool present;
	bool up;
	bool running;
	bool ipv6;
	bool strict;
	char vrf[IFNAMSIZ];
	char *flowtable;
	struct address reached[2];
	size_t n_reached;
};

/** struct devices - by name */
struct devices {
	struct device *v;
	size_t n;
};

/* All zero but the name. The pointer is good until the next one is added. */
struct device *devices_add(struct devices *devices, const char *name);
/* Into order; before the first devices_find(). */
void devices_sort(struct devices *devices);
const struct device *devices_find(const struct devices *devices, const char *name);
bool device_reaches(const struct device *device, const struct address *gateway);
void devices_free(struct devices *devices);

#endif

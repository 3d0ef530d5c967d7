/* SPDX-License-Identifier: GPL-2.0 */
/* Network devices, as far as routes depend on them. */
#ifndef ERSYM_PLAN_DEVICE_H
#define ERSYM_PLAN_DEVICE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/address.h"

/**
 * struct device - a network device, as a rule one that a site names as a link
 * @index: of the device; 0 if there is none
 * @present: it exists in this network namespace
 * @up: administratively; a route over a device that is down is refused
 * @running: up, with a carrier
 * @ipv6: it has not been taken from IPv6 (disable_ipv6)
 * @strict: rp_filter drops what the main table would answer another way
 * @vrf: that it is in; empty if it is in none
 * @flowtable: one of others that it is in, or NULL
 * @offloads: it may be in a flowtable: a link, or an inside device that is up; none
 *	that hands its packets on to another device, or is a VRF or in one
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
	bool offloads;
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

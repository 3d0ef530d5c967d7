/* SPDX-License-Identifier: GPL-2.0 */
/* Network devices, as far as routes and the flowtable depend on them. */
#ifndef ERSYM_PLAN_DEVICE_H
#define ERSYM_PLAN_DEVICE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/address.h"
#include "plan/circuits_down.h"

/* Larger than the name of any kind of device. */
#define DEVICE_KIND_SIZE 64

/**
 * struct device - a network device, in most cases one that a site names as a link
 * @name: its name, or an alternative one by which it was asked for
 * @proper_name: its name, if it exists
 * @index: its index; 0 if it does not exist
 * @present: it exists in this network namespace
 * @up: it is set up; the kernel refuses routes over a device that is down
 * @running: it is up and has a carrier
 * @ipv6: IPv6 is enabled on it (disable_ipv6 is 0)
 * @strict: rp_filter drops packets that the main table would answer by another device
 * @src_valid_mark: rp_filter looks at routes with the mark of the packet
 * @arp_restricted: arp_ignore or arp_filter makes it answer for fewer addresses
 * @offloads: it may be in a flowtable: a link, or an inside device that is up; not
 *            one that passes its packets on to another device, nor a VRF or in one
 * @resolves: it resolves the link layer addresses of neighbours, as Ethernet does
 * @master: device that it is a port of, other than a VRF; empty if there is none
 * @port_kind: kind of that device, as ip-link(8) calls it
 * @kind: its own kind, as ip-link(8) calls it; empty for a physical one
 * @lower: index of the device that it is on, in this network namespace; 0: of none
 * @vrf: VRF that it is in; empty if it is in none
 * @flowtable: a flowtable of another program that it is in, or NULL
 * @flowtable_leave: the command that takes it out of @flowtable
 * @reached: gateways of the link that are in a connected network of it
 * @n_reached: number of @reached
 * @connected: networks of the device, but for link-local ones
 * @default_gateway: gateways of default routes that other programs have set for it, at most
 *                   one of each family; read only for a link with an automatic gateway
 * @n_default_gateway: number of @default_gateway
 */
struct device {
	char name[IFNAMSIZ];
	char proper_name[IFNAMSIZ];
	int index;
	bool present;
	bool up;
	bool running;
	bool ipv6;
	bool strict;
	bool src_valid_mark;
	bool arp_restricted;
	bool offloads;
	bool resolves;
	char master[IFNAMSIZ];
	char port_kind[DEVICE_KIND_SIZE];
	char kind[DEVICE_KIND_SIZE];
	int lower;
	char vrf[IFNAMSIZ];
	char *flowtable;
	char *flowtable_leave;
	struct address reached[2];
	size_t n_reached;
	struct prefix_list connected;
	struct address default_gateway[2];
	size_t n_default_gateway;
};

/**
 * struct devices - network devices
 * @v: devices, by name once sorted
 * @n: number of @v
 * @own: addresses of this host, on any device
 * @down: circuits that the service has found to be down
 */
struct devices {
	struct device *v;
	size_t n;
	struct prefix_list own;
	struct circuits_down down;
};

/**
 * devices_add() - add a device, all zero but its name
 * @devices: the devices
 * @name: its name
 *
 * Return: the device; the pointer is valid until the next one is added.
 */
struct device *devices_add(struct devices *devices, const char *name);

/**
 * devices_sort() - sort devices by name, which devices_find() requires
 * @devices: the devices
 */
void devices_sort(struct devices *devices);

/**
 * devices_find() - find a device by its name
 * @devices: the devices, sorted
 * @name: the name
 *
 * Return: the device or NULL.
 */
const struct device *devices_find(const struct devices *devices, const char *name);

/**
 * device_reaches() - check whether a gateway is in a connected network of a device
 * @device: the device
 * @gateway: the gateway
 *
 * Return: true if it is.
 */
bool device_reaches(const struct device *device, const struct address *gateway);

/**
 * devices_free() - free all devices
 * @devices: the devices; it is empty afterwards
 */
void devices_free(struct devices *devices);

#endif

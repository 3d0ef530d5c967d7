/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses of ours out of a network of a device. Whoever is on that wire resolves them, so
 * this host answers for them.
 *
 * IPv4: a route of type local makes the kernel answer ARP. IPv6: an entry for each address
 * makes it answer neighbour solicitations, and the route of type local delivers those that
 * are sent to the address itself. The nft table drops everything else that these routes
 * deliver. The route precedes the blackhole, which remains when the device is down.
 */
#ifndef ERSYM_PLAN_WIRE_H
#define ERSYM_PLAN_WIRE_H

#include <stddef.h>

#include "model/diagnostic.h"
#include "model/range.h"
#include "model/site.h"
#include "plan/device.h"
#include "plan/state.h"

/* The most IPv6 addresses of a prefix that have entries. */
#define WIRE_ADDRESSES_MAX 256

/**
 * struct wire - addresses of ours in a network of a device
 * @prefix: the addresses
 * @device: the device
 * @network: the network, of which they are only a part
 * @at: where the addresses are configured
 */
struct wire {
	struct prefix prefix;
	const struct device *device;
	struct prefix network;
	struct location at;
};

/**
 * struct wires - all such addresses
 * @v: by prefix, then device; no two have both in common
 * @n: number of @v
 */
struct wires {
	struct wire *v;
	size_t n;
};

/**
 * wires_find() - find the addresses of a site that have to be answered for
 * @site: the site, without errors
 * @devices: as observed
 * @wires: written, to be freed with wires_free(); it points into @devices
 *
 * Pools and translated services are looked for on the links of their circuits, inbound
 * pools on all other devices. An address of this host is answered for already.
 */
void wires_find(const struct site *site, const struct devices *devices, struct wires *wires);

/**
 * wires_free() - free what wires_find() found
 * @wires: empty afterwards
 */
void wires_free(struct wires *wires);

/**
 * wires_leave_out() - take addresses that no host can have out of ranges of a pool
 * @wires: with the networks
 * @range: ranges of the pool in order, of one family; may be allocated anew
 * @n: number of @range
 *
 * These are the lowest and the highest address of a network: of IPv4 the network itself and
 * its broadcast address, of IPv6 the lowest, which is the anycast address of routers.
 *
 * Return: the number of ranges that remain.
 */
size_t wires_leave_out(const struct wires *wires, struct range **range, size_t n);

/**
 * plan_wires() - add what answers for addresses to a state
 * @wires: the addresses
 * @state: routes and neighbours are added
 * @diags: gets an error for an address that no host can have, and a warning for a prefix
 *	with too many addresses
 */
void plan_wires(const struct wires *wires, struct state *state, struct diagnostics *diags);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses in use on this host and on its wires, which ersym must not take. */
#ifndef ERSYM_PLAN_HOST_ADDRESS_H
#define ERSYM_PLAN_HOST_ADDRESS_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/address.h"
#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/state.h"

/**
 * struct host_address - an address in use
 * @address: the address
 * @own: it is an address of this host; otherwise a neighbour has it
 * @device: the device that has it, or that leads to the neighbour
 */
struct host_address {
	struct address address;
	bool own;
	char device[IFNAMSIZ];
};

/**
 * struct host_addresses - addresses in use
 * @v: addresses, in the order of address_compare() once sorted
 * @n: number of @v
 */
struct host_addresses {
	struct host_address *v;
	size_t n;
};

/**
 * host_addresses_add() - add an address
 * @addresses: the addresses
 * @address: the address
 * @own: it is an address of this host; otherwise a neighbour has it
 * @device: name of the device
 */
void host_addresses_add(struct host_addresses *addresses, const struct address *address, bool own,
			const char *device);

/**
 * host_addresses_sort() - sort addresses, which plan_host_addresses() requires
 * @addresses: the addresses
 */
void host_addresses_sort(struct host_addresses *addresses);

/**
 * host_addresses_free() - free all addresses
 * @addresses: the addresses; it is empty afterwards
 */
void host_addresses_free(struct host_addresses *addresses);

/**
 * plan_host_addresses() - report pools, services and probes that cover an address in use
 * @site: the site
 * @addresses: the addresses in use, sorted
 * @observed: the state as observed; what is in force already is warned of, because whoever
 *	claims an address of it on the wire must not keep ersym from working
 * @diags: receives errors and warnings
 *
 * A service may have an address of this host, of which it takes its ports only.
 */
void plan_host_addresses(const struct site *site, const struct host_addresses *addresses,
			 const struct state *observed, struct diagnostics *diags);

#endif

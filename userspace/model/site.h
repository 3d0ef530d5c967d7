/* SPDX-License-Identifier: GPL-2.0 */
/* What a configuration file says: the circuits and services of one host. */
#ifndef ERSYM_MODEL_SITE_H
#define ERSYM_MODEL_SITE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ersym.h>

#include "model/address.h"

/** struct location - where in a file; both from 1, 0 is nowhere */
struct location {
	unsigned int line;
	unsigned int column;
};

enum engine {
	ENGINE_MODULE,
	ENGINE_NFTABLES,
};

enum circuit_kind {
	KIND_MICROSOFT_PEERING,
	KIND_PRIVATE_PEERING,
	KIND_INTERNET,
	KIND_VPN,
	KIND_NONE,			/* not said */
};

/**
 * struct link - a network device of a circuit
 * @gateway: at most one of each family; none: the device itself is the way
 */
struct link {
	char name[IFNAMSIZ];
	struct address gateway[2];
	size_t n_gateway;
	struct location at;
};

/**
 * struct circuit - a path to the outside
 * @drop: bit N: a packet of the kind with value N (enum ersym_kind) is dropped
 * @incomplete: something in it could not be read: what lacks proves nothing
 * @masquerade: outbound connections take the address of the link; no @snat
 * @at: of the name
 *
 * The locations of list entries are at the same index as the entries.
 */
struct circuit {
	char name[ERSYM_NAME_MAX + 1];
	uint32_t id;
	enum circuit_kind kind;
	bool remote;
	bool incomplete;
	bool masquerade;
	uint32_t drop;
	struct link *link;
	size_t n_link;
	struct prefix_list snat;
	struct prefix_list inbound_snat;
	struct prefix_list accept;
	struct location at, id_at, kind_at;
	struct location *snat_at, *inbound_snat_at, *accept_at;
};

/**
 * struct port_range - what a service offers
 * @protocol: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP
 * @first: first public port, host byte order
 * @last: last public port; equal to @first for one port
 * @inside: inside port of @first; differs from it only where first == last
 */
struct port_range {
	uint8_t protocol;
	uint16_t first;
	uint16_t last;
	uint16_t inside;
	struct location at;
};

/**
 * struct service - a published server
 * @incomplete: something in it could not be read: what lacks proves nothing
 * @to: inside address; family 0: @address is the server's own
 * @port: none: every port and protocol
 * @via: indices into site.circuit
 */
struct service {
	char *name;
	bool incomplete;
	struct address address;
	struct address to;
	struct port_range *port;
	size_t n_port;
	size_t *via;
	size_t n_via;
	struct location at, address_at, to_at;
	struct location *via_at;
};

/** struct transit - connections that may go from circuit to circuit */
struct transit {
	size_t from;			/* index into site.circuit */
	size_t to;
	struct location at;
};

struct site {
	struct prefix_list inside;
	uint32_t mark_mask;
	enum engine engine;
	bool offload;			/* to a flowtable */
	uint32_t inside_drop;		/* bits as in struct circuit */
	struct circuit *circuit;
	size_t n_circuit;
	struct transit *transit;
	size_t n_transit;
	struct service *service;
	size_t n_service;
	struct location mark_mask_at, engine_at, offload_at;
	struct location *inside_at;
};

/* "private-peering", or NULL for KIND_NONE. */
const char *circuit_kind_name(enum circuit_kind kind);
/* Whether its circuits carry only public addresses. */
bool circuit_kind_is_public(enum circuit_kind kind);
/* "module". */
const char *engine_name(enum engine engine);

void site_free(struct site *site);
const struct circuit *site_circuit(const struct site *site, const char *name);
const struct circuit *site_circuit_by_link(const struct site *site, const char *link);
const struct circuit *site_circuit_by_id(const struct site *site, uint32_t id);

#endif

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
#include "model/location.h"
#include "model/port.h"

enum engine {
	ENGINE_MODULE,
	ENGINE_NFTABLES,
};

enum circuit_kind {
	KIND_MICROSOFT_PEERING,
	KIND_PRIVATE_PEERING,
	KIND_INTERNET,
	KIND_VPN,
	KIND_NONE,			/* the file names none */
};

/* What happens to connections of a circuit that goes down. */
enum on_down {
	ON_DOWN_DEFAULT,		/* the file does not say */
	ON_DOWN_END,
	ON_DOWN_KEEP,
};

/**
 * struct link - a network device of a circuit
 * @name: name of the device
 * @gateway: at most one of each family; without any, destinations are on the link
 * @n_gateway: number of @gateway
 * @gateway_auto: the gateways are those that other programs have set for the device
 * @receive: packets come in by the device, and none is sent by it
 * @at: where in the file
 */
struct link {
	char name[IFNAMSIZ];
	struct address gateway[2];
	size_t n_gateway;
	bool gateway_auto;
	bool receive;
	struct location at;
};

/**
 * struct inside_device - a device of the inside
 * @name: its name, or the beginning of names and an asterisk
 * @at: where in the file
 */
struct inside_device {
	char name[IFNAMSIZ];
	struct location at;
};

/**
 * struct netmap - addresses that are translated one to one
 * @inside: sources of outbound connections; family 0 if it could not be read
 * @outside: what they become, with the same host bits; likewise
 * @inbound: connections that come in by the circuit to @outside are translated to @inside
 * @at: where in the file
 * @inside_at: where @inside is
 * @outside_at: where @outside is
 */
struct netmap {
	struct prefix inside;
	struct prefix outside;
	bool inbound;
	struct location at, inside_at, outside_at;
};

/* Defaults of a probe. */
#define PROBE_EVERY 1000
#define PROBE_DOWN_AFTER 5
#define PROBE_UP_AFTER 10

/**
 * struct probe - addresses that answer ICMP echo as long as a circuit works
 * @to: the addresses
 * @n_to: number of @to; 0: the circuit is not probed
 * @every: milliseconds from one round of probes to the next
 * @down_after: rounds without any answer after which the circuit is down
 * @up_after: rounds with an answer after which it is not any more
 * @to_at: where each address of @to is in the file
 */
struct probe {
	struct address *to;
	size_t n_to;
	uint32_t every;
	uint32_t down_after;
	uint32_t up_after;
	struct location *to_at;
};

/**
 * struct circuit - a path to the outside
 * @name: its name
 * @id: its number, which marks and routing tables carry; 0 if it could not be read
 * @kind: what kind of path it is
 * @remote: it ends on another host; it has no links here
 * @incomplete: part of it could not be read, so the absence of a key proves nothing
 * @masquerade: outbound connections get the address of the link; @snat is empty
 * @default_route: metric of its default route in the main table; 0: it has none
 * @on_down: what happens to its connections when it goes down; see circuit_ends_flows()
 * @probe: how it is found out whether it works
 * @hold_down: milliseconds that it must work again before it is up
 * @drop: bit N: packets of the violation kind N (enum ersym_kind) are dropped
 * @link: its links
 * @n_link: number of @link
 * @snat: pool for outbound connections
 * @inbound_snat: pool for inbound connections
 * @accept: sources that may open connections to the inside
 * @netmap: translations one to one, which precede @snat
 * @n_netmap: number of @netmap
 * @at: where its name is in the file
 * @id_at: where its id is
 * @kind_at: where its kind is
 * @on_down_at: where @on_down is
 * @snat_at: where each prefix of @snat is
 * @inbound_snat_at: where each prefix of @inbound_snat is
 * @accept_at: where each prefix of @accept is
 */
struct circuit {
	char name[ERSYM_NAME_MAX + 1];
	uint32_t id;
	enum circuit_kind kind;
	bool remote;
	bool incomplete;
	bool masquerade;
	uint32_t default_route;
	enum on_down on_down;
	struct probe probe;
	uint32_t hold_down;
	uint32_t drop;
	struct link *link;
	size_t n_link;
	struct prefix_list snat;
	struct prefix_list inbound_snat;
	struct prefix_list accept;
	struct netmap *netmap;
	size_t n_netmap;
	struct location at, id_at, kind_at, on_down_at;
	struct location *snat_at, *inbound_snat_at, *accept_at;
};

/**
 * struct service - a published server
 * @name: its name
 * @incomplete: part of it could not be read, so the absence of a key proves nothing
 * @address: public address; family 0 with @address_link
 * @address_link: the public address is that of the link, whatever it is
 * @to: inside address, in a site without errors never @address; family 0: the server
 *      has @address itself
 * @port: its ports; without any, every port and protocol
 * @n_port: number of @port
 * @via: circuits that it is published on, as indices into site.circuit
 * @n_via: number of @via
 * @outbound: the server's own connections leave with @address on these circuits
 * @is_behind: the server is reached by a circuit, @behind
 * @behind: index into site.circuit
 * @at: where its name is in the file
 * @address_at: where its address is
 * @to_at: where its inside address is
 * @outbound_at: where outbound is
 * @behind_at: where the name of @behind is
 * @via_at: where each name of @via is
 */
struct service {
	char *name;
	bool incomplete;
	struct address address;
	bool address_link;
	struct address to;
	struct port_range *port;
	size_t n_port;
	size_t *via;
	size_t n_via;
	bool outbound;
	bool is_behind;
	size_t behind;
	struct location at, address_at, to_at, outbound_at, behind_at;
	struct location *via_at;
};

/**
 * struct transit - connections that may pass from one circuit to another
 * @from: index into site.circuit
 * @to: index into site.circuit
 * @snat: they get an address of the pool of @to
 * @at: where in the file
 */
struct transit {
	size_t from;
	size_t to;
	bool snat;
	struct location at;
};

/**
 * struct site - what a configuration file describes
 * @inside: prefixes of the inside
 * @inside_device: devices of the inside; without any, every device that is no link is one
 * @n_inside_device: number of @inside_device
 * @mark_mask: bits of marks that ersym uses
 * @engine: what keeps paths symmetric
 * @offload: connections in order are added to a flowtable
 * @inside_drop: bits as in circuit.drop, for packets on inside devices
 * @enforce: inside addresses to whose connections dropping is limited; empty: no limit
 * @circuit: its circuits
 * @n_circuit: number of @circuit
 * @transit: transit between circuits
 * @n_transit: number of @transit
 * @service: published servers
 * @n_service: number of @service
 * @mark_mask_at: where the mask is in the file; line 0 if it is the default
 * @engine_at: where the engine is
 * @offload_at: where offload is
 * @inside_devices_at: where the key of @inside_device is
 * @inside_at: where each prefix of @inside is
 * @enforce_at: where each prefix of @enforce is
 */
struct site {
	struct prefix_list inside;
	struct inside_device *inside_device;
	size_t n_inside_device;
	uint32_t mark_mask;
	enum engine engine;
	bool offload;
	uint32_t inside_drop;
	struct prefix_list enforce;
	struct circuit *circuit;
	size_t n_circuit;
	struct transit *transit;
	size_t n_transit;
	struct service *service;
	size_t n_service;
	struct location mark_mask_at, engine_at, offload_at, inside_devices_at;
	struct location *inside_at;
	struct location *enforce_at;
};

/**
 * circuit_kind_name() - name of a kind of circuits, as in the file
 * @kind: the kind
 *
 * Return: the name; NULL for KIND_NONE.
 */
const char *circuit_kind_name(enum circuit_kind kind);

/**
 * circuit_kind_is_public() - check whether circuits of a kind carry only public addresses
 * @kind: the kind
 *
 * Return: true if they do.
 */
bool circuit_kind_is_public(enum circuit_kind kind);

/**
 * engine_name() - name of an engine, as in the file
 * @engine: the engine
 *
 * Return: the name.
 */
const char *engine_name(enum engine engine);

/**
 * site_free() - free all that a site has
 * @site: the site; it is empty afterwards
 */
void site_free(struct site *site);

/**
 * site_circuit() - find a circuit by its name
 * @site: the site
 * @name: the name
 *
 * Return: the circuit or NULL.
 */
const struct circuit *site_circuit(const struct site *site, const char *name);

/**
 * site_circuit_by_link() - find the circuit of a link
 * @site: the site
 * @link: name of the device
 *
 * Return: the circuit, or NULL if the device is no link.
 */
const struct circuit *site_circuit_by_link(const struct site *site, const char *link);

/**
 * site_circuit_by_id() - find a circuit by its id
 * @site: the site
 * @id: the id
 *
 * Return: the circuit or NULL.
 */
const struct circuit *site_circuit_by_id(const struct site *site, uint32_t id);

/**
 * site_names_inside() - check whether a site names a device as one of the inside
 * @site: the site
 * @device: name of the device
 *
 * Return: true if it is in the list, or matches a pattern there.
 */
bool site_names_inside(const struct site *site, const char *device);

/**
 * site_uses() - check whether a site has addresses of a family
 * @site: the site
 * @family: AF_INET or AF_INET6
 *
 * The prefixes of the inside do not count, because their default has both
 * families, unless nothing else in the site has an address.
 *
 * Return: true if it has.
 */
bool site_uses(const struct site *site, uint8_t family);

/**
 * service_family() - family of the addresses of a service
 * @service: the service
 *
 * Return: AF_INET or AF_INET6; 0 if its addresses could not be read.
 */
uint8_t service_family(const struct service *service);

/**
 * circuit_translates() - check whether outbound connections get another source
 * @circuit: the circuit
 *
 * Return: true if it has links here, and a pool, masquerade or a netmap.
 */
bool circuit_translates(const struct circuit *circuit);

/**
 * circuit_ends_flows() - check whether connections are ended when a circuit goes down
 * @circuit: the circuit
 *
 * Return: true if the file says so, or says nothing and outbound connections get another
 * source.
 */
bool circuit_ends_flows(const struct circuit *circuit);

/**
 * circuit_pools() - append the addresses that outbound connections of a circuit can get
 * @circuit: the circuit
 * @list: the prefixes of its pool and the outside ones of its netmaps are appended
 */
void circuit_pools(const struct circuit *circuit, struct prefix_list *list);

/**
 * circuit_translates_incoming() - check whether inbound connections get another source
 * @circuit: the circuit
 *
 * Return: true if it has links here and an inbound pool.
 */
bool circuit_translates_incoming(const struct circuit *circuit);

#endif

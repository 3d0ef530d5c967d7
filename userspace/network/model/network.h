/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A network as devices, links, routes that begin somewhere, BGP sessions, and what a
 * device does to a packet. Everything that a description says is expanded into these;
 * routes, walks and exports know nothing else.
 *
 * Things refer to one another by index. Nothing here changes after network_index():
 * what fails is a struct outage beside it.
 */
#ifndef ERSYM_NETWORK_MODEL_NETWORK_H
#define ERSYM_NETWORK_MODEL_NETWORK_H

#include <limits.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"
#include "model/site.h"

#include "network/model/name_index.h"
#include "network/model/packet.h"
#include "network/model/policy.h"

/* No index. */
#define NONE UINT_MAX

/** enum net_side - whose a device is */
enum net_side {
	SIDE_OURS,
	SIDE_CLOUD,
	SIDE_INTERNET,
};

/** struct net_site - a place of ours */
struct net_site {
	char *name;
	uint32_t people;
};

/**
 * struct net_device - forwards packets
 * @site: of ours, or NONE
 * @region: of the world, or NULL
 * @as: AS number; 0: it speaks no BGP
 * @router_id: BGP identifier, host byte order
 * @loopback: of its own; BGP inside an AS ends there
 * @state: devices with the same number share what they know of connections;
 *	   0: it keeps no state and passes answers that it knows nothing about
 * @pins: an answer leaves by the circuit that its request came in on
 * @filters: what comes in by a circuit and begins a connection passes only if a
 *	     translation or a struct net_accept says so
 * @tenant: region of a cloud from which this one gets what it answers with; NONE: itself
 * @to_tenant: latency to it, in microseconds, which no way of ours changes
 * @ersym: the configuration that it runs, or NULL
 * @at: in the description
 */
struct net_device {
	char *name;
	enum net_side side;
	unsigned int site;
	char *region;
	uint32_t as;
	uint32_t router_id;
	struct address loopback;
	unsigned int state;
	bool pins;
	bool filters;
	unsigned int tenant;
	uint32_t to_tenant;
	const struct site *ersym;
	struct location at;
};

/**
 * struct net_shown - a hop that a trace shows
 * @address: one of these, @n_address of them; none: it does not answer
 * @any: any number of hops, which nobody knows
 */
struct net_shown {
	struct address *address;
	size_t n_address;
	bool any;
};

/**
 * struct net_view - what a trace shows of a device where the packet comes in
 * @known: @hop says it; else it is the address of the interface, if who asks can reach that
 * @hop: none: the device is not to be seen
 */
struct net_view {
	bool known;
	struct net_shown *hop;
	size_t n_hop;
};

/**
 * struct net_end - where a link meets a device
 * @name: of the network device
 * @address: of the device on the link; family 0: none
 * @chosen: the address is not one that the description names
 * @receive: the device only receives by it, and pins nothing to it
 * @cost: of the IGP, outwards
 * @view: of what comes in here
 */
struct net_end {
	char name[IFNAMSIZ];
	unsigned int device;
	struct address address;
	bool chosen;
	bool receive;
	uint32_t cost;
	struct net_view view;
};

/**
 * struct net_link - joins two devices
 * @subnet: that both addresses are in
 * @latency: one way, in microseconds
 * @circuit: that it belongs to, or NONE
 * @over: circuit without a link of which it is down, or NONE
 * @igp: both ends speak the IGP over it
 * @peering: packets cross a peering of two networks of a cloud by it
 * @disabled: declared to be down
 */
struct net_link {
	struct net_end end[2];
	struct prefix subnet;
	uint32_t latency;
	unsigned int circuit;
	unsigned int over;
	bool igp;
	bool peering;
	bool disabled;
	struct location at;
};

/**
 * struct net_circuit - a path to the outside
 * @device: that it ends on: of ours, or of a cloud if all of it is there. Some of its
 *	    links may end on other devices
 * @far: device at its other end
 * @kind: what may cross it
 */
struct net_circuit {
	char *name;
	unsigned int device;
	unsigned int far;
	enum circuit_kind kind;
	struct location at;
};

/**
 * struct net_place - where a circuit might end that does not exist
 * @region: device that it would lead to
 * @latency: from there to the region, one way, in microseconds
 * @near: by site, of @site: latency to the place; @n_site of them
 * @people: fewer people of a site are no reason for a circuit there
 */
struct net_place {
	char *name;
	unsigned int region;
	uint32_t latency;
	unsigned int *site;
	uint32_t *near;
	size_t n_site;
	uint32_t people;
};

/**
 * struct net_zone - a part of a region that may fail as a whole
 * @device: those that are down without it; @n_device of them
 */
struct net_zone {
	char *name;
	unsigned int *device;
	size_t n_device;
};

/**
 * struct net_segment - addresses of hosts that a device has directly
 * @gateway: the device's own address in it; family 0 if it is not known
 * @igp: the IGP carries it
 * @host: the first one in any segment of the name, or NONE; only the first segment of it has one
 * @view: of what comes from a host
 */
struct net_segment {
	char *name;
	unsigned int device;
	struct prefix prefix;
	struct address gateway;
	bool igp;
	unsigned int host;
	struct net_view view;
	struct location at;
};

/** struct net_host - an address in a segment that has a name */
struct net_host {
	char *name;
	struct address address;
	unsigned int segment;
	struct location at;
};

/**
 * struct net_static - a route that is written down
 * @link: the way, or NONE: the addresses are the device's own (a pool), and a packet
 *	  that nothing translates ends here
 * @igp: the IGP carries it
 * @last: it is used only where the device has no other route for the prefix
 * @share: those of a device for a prefix that follow one another and have the same number are
 *	   used together; 0: it is alone. The first that is up counts
 */
struct net_static {
	unsigned int device;
	struct prefix prefix;
	unsigned int link;
	bool igp;
	bool last;
	uint32_t share;
};

/** struct net_origin - a prefix that a device announces by BGP of its own accord */
struct net_origin {
	unsigned int device;
	struct prefix prefix;
	struct location at;
};

/**
 * struct net_peer - one end of a session
 * @import: index of a policy, or NONE: everything is taken
 * @export: likewise
 * @client: the device reflects routes for the other end
 * @next_hop_self: what came from outside gets this end as its next hop
 * @allow_own_as: how often the own AS may be in a path that is taken
 */
struct net_peer {
	unsigned int device;
	unsigned int import;
	unsigned int export;
	bool client;
	bool next_hop_self;
	uint8_t allow_own_as;
};

/**
 * struct net_session - two devices that exchange routes by BGP
 * @link: between addresses of this link, or NONE: between loopbacks
 */
struct net_session {
	struct net_peer peer[2];
	unsigned int link;
	struct location at;
};

enum net_nat_kind {
	NAT_OUTBOUND,	/* the source, on the way from inside out by a circuit */
	NAT_PUBLISH,	/* the destination, on the way in by a circuit */
	NAT_INBOUND,	/* the source, on the way from a circuit to the inside */
	NAT_SERVER,	/* the source, on the way from a published server out by a circuit */
	NAT_NETMAP,	/* the source, one to one, on the way out by a circuit */
	NAT_NETMAP_IN,	/* the destination, one to one, on the way in by a circuit */
};

/**
 * struct net_nat - a translation that the first packet of a connection gets
 * @circuit: by which the packet leaves (NAT_OUTBOUND, NAT_SERVER, NAT_NETMAP) or came in
 * @from: sources (NAT_OUTBOUND, NAT_SERVER); empty: every one. Netmaps have one prefix, of
 *	  sources or (NAT_NETMAP_IN) destinations
 * @to: what the address becomes: any of these. Netmaps have one prefix, of the length of
 *	@from, and keep the host bits
 * @link: it is the address of the link that the packet came in or leaves by: of @to
 *	  (NAT_OUTBOUND) no other, and @address (NAT_PUBLISH) is translated only there
 * @address: NAT_PUBLISH: the public one
 * @port: NAT_PUBLISH: which ports; none: all
 * @service: its name, or NULL
 */
struct net_nat {
	unsigned int device;
	enum net_nat_kind kind;
	unsigned int circuit;
	struct prefix_list from;
	struct prefix_list to;
	bool link;
	struct address address;
	struct port_range *port;
	size_t n_port;
	char *service;
};

/**
 * struct net_accept - connections that a device which filters lets in untranslated
 * @from: sources; empty: every one
 * @to: destination; family 0: every one
 */
struct net_accept {
	unsigned int device;
	unsigned int circuit;
	struct prefix_list from;
	struct prefix to;
	struct port_range *port;
	size_t n_port;
};

/**
 * struct net_transit - connections that a device which filters lets pass between circuits
 * @snat: they get an address of the pool of @to
 */
struct net_transit {
	unsigned int device;
	unsigned int from, to;
	bool snat;
};

/** struct net_behind - a published server that a device reaches by a circuit */
struct net_behind {
	unsigned int device;
	unsigned int circuit;
	struct address server;
};

/** enum net_fault - what may be wrong with a connection that works; bits */
enum net_fault {
	FAULT_CIRCUIT = 1 << 0,		/* it uses another circuit than is expected */
	FAULT_HAIRPIN = 1 << 1,		/* there and back between two regions */
	FAULT_FAR = 1 << 2,		/* a longer way than there is */
	FAULT_UNPROTECTED = 1 << 3,	/* it should be in a VPN and is not */
	FAULT_UNSTABLE = 1 << 4,	/* its way changes for ever, without a failure */
};

#define N_FAULT 5

/**
 * struct net_service - a connection that has to work
 * @from: what the description calls the client
 * @device: that the client is at
 * @circuit: that it is expected to use, or NONE
 * @encrypt: it has to be in a VPN
 * @refused: it has to be impossible
 * @accepted: faults that are no matter, of enum net_fault
 * @demand: in Mbit/s; 0: not said
 */
struct net_service {
	char *name;
	char *from;
	struct packet packet;
	unsigned int device;
	unsigned int circuit;
	bool encrypt;
	bool refused;
	unsigned int accepted;
	uint32_t demand;
	struct location at;
};

/** struct index_list - a part of struct network.index */
struct index_list {
	const unsigned int *v;
	size_t n;
};

struct network {
	struct net_site *site;
	size_t n_site;
	struct net_device *device;
	size_t n_device;
	struct net_link *link;
	size_t n_link;
	struct net_circuit *circuit;
	size_t n_circuit;
	struct net_place *place;
	size_t n_place;
	struct net_zone *zone;
	size_t n_zone;
	struct net_segment *segment;
	size_t n_segment;
	struct net_host *host;
	size_t n_host;
	struct net_static *fixed;
	size_t n_fixed;
	struct net_origin *origin;
	size_t n_origin;
	struct net_session *session;
	size_t n_session;
	struct policy *policy;
	size_t n_policy;
	struct net_nat *nat;
	size_t n_nat;
	struct net_accept *accept;
	size_t n_accept;
	struct net_transit *transit;
	size_t n_transit;
	struct net_behind *behind;
	size_t n_behind;
	struct net_service *service;
	size_t n_service;

	struct name_index sites, devices, circuits, segments, hosts;

	/* By device, made by network_index(). */
	struct index_list *links_of;
	struct index_list *peers_of;	/* 2 * session + which end is the device */
	struct index_list *nat_of;
	unsigned int *index;
};

/** struct outage - what is down; one flag per index */
struct outage {
	bool *device;
	bool *link;
};

/* Add one, zeroed; indices of others are NONE where they may be. */
struct net_site *network_add_site(struct network *net, const char *name);
struct net_device *network_add_device(struct network *net, const char *name);
struct net_link *network_add_link(struct network *net, unsigned int a, unsigned int b);
struct net_circuit *network_add_circuit(struct network *net, const char *name);
struct net_place *network_add_place(struct network *net, const char *name);
struct net_zone *network_add_zone(struct network *net, const char *name);
struct net_segment *network_add_segment(struct network *net, const char *name);
struct net_host *network_add_host(struct network *net, const char *name, unsigned int segment);
struct net_static *network_add_static(struct network *net, unsigned int device,
				      const struct prefix *prefix);
struct net_origin *network_add_origin(struct network *net, unsigned int device,
				      const struct prefix *prefix);
struct net_session *network_add_session(struct network *net, unsigned int a, unsigned int b);
struct policy *network_add_policy(struct network *net, const char *name);
struct net_nat *network_add_nat(struct network *net, unsigned int device, enum net_nat_kind kind,
				unsigned int circuit);
struct net_accept *network_add_accept(struct network *net, unsigned int device,
				      unsigned int circuit);
struct net_transit *network_add_transit(struct network *net, unsigned int device,
					unsigned int from, unsigned int to);
struct net_behind *network_add_behind(struct network *net, unsigned int device,
				      unsigned int circuit, const struct address *server);
struct net_service *network_add_service(struct network *net, const char *name, const char *from);

/* Whether sources that leave by the circuit get the addresses of a rule, which are a pool. */
bool net_nat_is_outbound(const struct net_nat *nat);

/* What a site has to a place. */
void net_place_add(struct net_place *place, unsigned int site, uint32_t latency);
/* Return: whether the site has anything to it. @latency: written */
bool net_place_latency(const struct net_place *place, unsigned int site, uint32_t *latency);

/* Adds a hop to what a trace shows; the view is known from then on. */
struct net_shown *net_view_add(struct net_view *view);
void net_shown_add(struct net_shown *shown, const struct address *address);
void net_view_free(struct net_view *view);

/* Makes the lists by device. Nothing may be added afterwards. */
void network_index(struct network *net);
void network_free(struct network *net);

/* Index of what has the name, or NONE. */
unsigned int network_site(const struct network *net, const char *name);
unsigned int network_device(const struct network *net, const char *name);
unsigned int network_circuit(const struct network *net, const char *name);
unsigned int network_host(const struct network *net, const char *name);
/* The first segment that has the name, or NONE. */
unsigned int network_segment(const struct network *net, const char *name);
/* The segment that an address is in, the longest one; or NONE. */
unsigned int network_segment_of(const struct network *net, const struct address *address);

/* Whether a circuit carries only public addresses: a Microsoft peering, or the Internet. */
bool network_is_public(const struct network *net, unsigned int circuit);

/* The end of a link that is not at @device. */
const struct net_end *link_far(const struct net_link *link, unsigned int device);
const struct net_end *link_near(const struct net_link *link, unsigned int device);

void outage_init(struct outage *outage, const struct network *net);
void outage_free(struct outage *outage);
/* Whether a link and both its devices are up. */
bool link_is_up(const struct network *net, const struct outage *outage, unsigned int link);
/* Whether a tunnel is down only because the circuit that carries it is. */
bool link_lacks_carrier(const struct network *net, const struct outage *outage,
			unsigned int link);

#endif

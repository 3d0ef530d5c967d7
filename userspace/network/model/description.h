/* SPDX-License-Identifier: GPL-2.0 */
/* What network.yaml says, as it says it: names are not looked up yet. */
#ifndef ERSYM_NETWORK_MODEL_DESCRIPTION_H
#define ERSYM_NETWORK_MODEL_DESCRIPTION_H

#include <net/if.h>

#include "model/site.h"

#include "network/model/network.h"

/** struct desc_name - a name of something, and where it is written */
struct desc_name {
	char *text;
	struct location at;
};

struct desc_names {
	struct desc_name *v;
	size_t n;
};

/** struct desc_host - an address that has a name */
struct desc_host {
	struct desc_name name;
	struct address address;
};

struct desc_hosts {
	struct desc_host *v;
	size_t n;
};

/**
 * struct desc_prefixes - prefixes and where they are written
 * @at: by the same index
 */
struct desc_prefixes {
	struct prefix_list list;
	struct location *at;
};

/**
 * struct desc_segment - addresses of hosts at a device
 * @sees: circuits whose routes the device is expected to have
 * @gateway: what the hosts call the device
 */
struct desc_segment {
	struct desc_name name;
	struct desc_prefixes prefixes;
	struct desc_name device;
	struct desc_hosts hosts;
	struct desc_names sees;
	struct address gateway;
};

/**
 * struct desc_site - a place of ours
 * @people: who work there
 * @sees: circuits whose routes its devices take; valid if @scoped
 */
struct desc_site {
	struct desc_name name;
	struct desc_name region;
	uint32_t people;
	struct desc_segment *segment;
	size_t n_segment;
	struct desc_names sees;
	bool scoped;
};

/**
 * struct desc_import - what a device makes of routes that come from another AS
 * @path: AS path, with PATH_ANY, that it is for
 * @deny: they are refused, else get @local_pref; one of both is said
 */
struct desc_import {
	uint32_t *path;
	size_t n_path;
	bool deny;
	uint32_t local_pref;
	struct location at;
};

/**
 * struct desc_device - a device of ours
 * @as: 0: that of the organisation
 * @import: of what devices of other AS give it over a link, the first that is for the route
 * @ersym: path of the ersym.yaml that it runs; @edge: what that says, or NULL
 * @stateful: it drops answers that it has no state of
 * @state: name that devices have in common which share their state
 * @pins: 0 no, 1 yes, -1 not said
 * @sees: as in struct desc_site, for this device
 * @default_to: devices that it sends what it has no route for, the first that is up
 */
struct desc_device {
	struct desc_name name;
	struct desc_name site;
	struct desc_name ersym;
	struct site *edge;
	uint32_t as;
	struct desc_import *import;
	size_t n_import;
	bool stateful;
	struct desc_name state;
	int pins;
	struct desc_names sees;
	bool scoped;
	struct desc_names default_to;
};

/**
 * struct desc_link - between two devices of ours
 * @address: of the ends, family 0: none are given; @length of the subnet
 * @latency: in microseconds
 */
struct desc_link {
	struct desc_names ends;
	struct address address[2];
	uint8_t length;
	uint32_t cost;
	uint32_t latency;
	struct location at;
};

/**
 * struct desc_circuit_link - a link of a circuit
 * @ours: our address; @length of the subnet. Family 0, or the full length: the link is a
 *	  tunnel, whose end has the address
 * @theirs: family 0: the gateway that ersym.yaml names, or the subnet's other address
 * @device: that it ends on; none: the circuit's
 */
struct desc_circuit_link {
	struct desc_name name;
	struct desc_name device;
	struct address ours;
	uint8_t length;
	struct address theirs;
	struct location theirs_at;
	bool disabled;
};

/** enum connectivity - how a circuit gets to the cloud */
enum connectivity {
	CONNECTIVITY_EXCHANGE,
	CONNECTIVITY_P2P,
	CONNECTIVITY_IPVPN,
	CONNECTIVITY_DIRECT_10,
	CONNECTIVITY_DIRECT_100,
	CONNECTIVITY_NONE,	/* not said */
};

/** enum provision_step - what is done before routes are exchanged; bits, in order */
enum provision_step {
	PROVISION_ENABLED = 1 << 0,
	PROVISION_PROVISIONED = 1 << 1,
	PROVISION_PEERING = 1 << 2,
	PROVISION_ROUTE_FILTER = 1 << 3,
};

/** enum liveness - what notices that the other end is down; bits */
enum liveness {
	LIVENESS_BFD = 1 << 0,
	LIVENESS_BGP = 1 << 1,
};

/**
 * struct desc_provision - how a circuit is ordered and built
 * @layer: up to which the provider manages it, 2 or 3; 0: not said
 * @sku: in Mbit/s; 0: not said
 * @steps: that are done, of enum provision_step; valid if @staged, else all are
 * @liveness: of enum liveness; 0: not said
 * @switches: devices of layer 2 on the way
 */
struct desc_provision {
	enum connectivity connectivity;
	uint32_t layer;
	struct location layer_at;
	uint32_t sku;
	struct location sku_at;
	unsigned int steps;
	bool staged;
	struct location steps_at;
	unsigned int liveness;
	struct location liveness_at;
	uint32_t switches;
};

/** struct desc_preference - local-pref of what is learnt of a region */
struct desc_preference {
	struct desc_name region;
	uint32_t local_pref;
};

/** struct desc_attachment - a gateway that a circuit reaches; @latency one way */
struct desc_attachment {
	struct desc_name gateway;
	uint32_t latency;
};

/**
 * struct desc_circuit - a path to the outside
 * @kind: KIND_NONE: not said
 * @device: that it ends on: of ours, or a cloud's gateway
 * @to: cloud, and after a slash its region; or a gateway; none: the Internet
 * @attachment: gateways of the cloud that it reaches, beside or instead of regions
 * @over: circuit that carries it
 * @allow_own_as: how often the own AS may be in a path that either end takes
 * @announce: what we give; @receive: what we take; empty: all that there is
 * @accepted: what the other side takes of @announce; empty: all
 * @snat, @inbound_snat: pools, where no ersym.yaml says so
 * @prepend: how often our AS is put in front; @local_pref of what we take
 * @preference: other ones of what is learnt of some regions
 * @community: that announcements are given, where that is written; 0: none
 * @latency: one way, in microseconds
 */
struct desc_circuit {
	struct desc_name name;
	enum circuit_kind kind;
	struct desc_name device;
	struct desc_name to;
	struct desc_attachment *attachment;
	size_t n_attachment;
	struct desc_name over;
	uint32_t allow_own_as;
	struct desc_circuit_link *link;
	size_t n_link;
	struct desc_prefixes announce;
	struct desc_prefixes receive;
	struct desc_prefixes accepted;
	struct desc_prefixes snat;
	struct desc_prefixes inbound_snat;
	uint32_t prepend;
	uint32_t local_pref;
	struct desc_preference *preference;
	size_t n_preference;
	uint32_t community;
	struct location community_at;
	uint32_t latency;
	struct desc_provision provision;
};

/**
 * struct desc_region - a part of a cloud
 * @latency: from its edge to its hosts
 * @community: that its prefixes have, the AS in the upper half; 0: not said
 */
struct desc_region {
	struct desc_name name;
	struct desc_prefixes prefixes;
	struct desc_hosts hosts;
	uint32_t latency;
	uint32_t community;
};

enum gateway_kind {
	GATEWAY_EXPRESSROUTE,
	GATEWAY_VPN,
};

/**
 * struct desc_gateway - of a network in a cloud
 * @address: any of which a trace may show; @n_address of them
 * @zones: of its region that it is in: it is down if all of them are. None: not said
 * @throughput: in Mbit/s; 0: not said
 */
struct desc_gateway {
	struct desc_name name;
	enum gateway_kind kind;
	struct address *address;
	size_t n_address;
	struct desc_names zones;
	uint32_t throughput;
	struct location throughput_at;
};

/**
 * struct desc_network - a network that a cloud keeps for us, which is not public
 * @as: of it and of its gateways
 * @pass_vpn: its gateways give one another what they learn
 * @pass_circuits: a gateway gives one circuit what it learnt by another
 */
struct desc_network {
	struct desc_name name;
	struct desc_name region;
	uint32_t as;
	struct desc_prefixes prefixes;
	struct desc_hosts hosts;
	struct desc_gateway *gateway;
	size_t n_gateway;
	bool pass_vpn, pass_circuits;
};

/**
 * struct desc_peering - joins two networks of a cloud
 * @gateway_transit: the hub lends its gateways
 * @remote_gateways: the spoke uses them
 */
struct desc_peering {
	struct desc_name hub;
	struct desc_name spoke;
	bool gateway_transit, remote_gateways;
	struct location at;
};

/**
 * struct desc_cloud - a network of others
 * @backbone: latency between two regions
 * @nearest: a region leaves by the circuit that ends nearest to it; else all are as near
 * @tenant: the region that our data is in, or none
 */
struct desc_cloud {
	struct desc_name name;
	uint32_t as;
	struct desc_region *region;
	size_t n_region;
	struct desc_network *network;
	size_t n_network;
	struct desc_peering *peering;
	size_t n_peering;
	uint32_t backbone;
	bool nearest;
	struct desc_name tenant;
};

/** struct desc_distance - latency of a site to something, one way, in microseconds */
struct desc_distance {
	struct desc_name site;
	uint32_t latency;
};

/**
 * struct desc_place - where a circuit might end that does not exist
 * @to: cloud, and after a slash its region
 * @latency: from there to the region, in microseconds
 * @site: those that might use it
 * @people: fewer people of a site are no reason for a circuit there
 */
struct desc_place {
	struct desc_name name;
	struct desc_name to;
	uint32_t latency;
	struct desc_distance *site;
	size_t n_site;
	uint32_t people;
};

/** enum initiator - who begins connections to a server; bits */
enum initiator {
	INITIATOR_OFFICE = 1 << 0,
	INITIATOR_OTHER = 1 << 1,	/* of the same cloud, to which no circuit leads */
	INITIATOR_INTERNET = 1 << 2,
};

/**
 * struct desc_record - what has to be known of a server that ExpressRoute leads to
 * @kept: something of it is said, so that all has to be
 * @names: in the public DNS
 * @initiators: of enum initiator
 * @reviewed: by whom its security was reviewed, and when
 * @tested: when it worked in a test segment
 */
struct desc_record {
	bool kept;
	struct desc_names names;
	unsigned int initiators;
	struct desc_name reviewed;
	struct desc_name tested;
};

/**
 * struct desc_published - a server that a device publishes, where no ersym.yaml says so
 * @reserved: that were set aside for it, if it is said
 */
struct desc_published {
	struct desc_name name;
	struct address address;
	struct desc_prefixes reserved;
	struct address to;
	struct port_range *port;
	size_t n_port;
	struct desc_names via;
	struct desc_record record;
};

/**
 * struct desc_service - traffic that has to work
 * @from: hosts, segments, or addresses; @to likewise
 * @circuit: that it is expected to use, or none
 * @not_on: circuits that must not announce @to
 * @encrypt: it has to be in a VPN
 * @refused: it has to be impossible
 * @accepted: faults that are no matter, of enum net_fault
 * @demand: of each client, in Mbit/s; 0: not said
 */
struct desc_service {
	struct desc_name name;
	struct desc_names from;
	struct desc_name to;
	struct port_range *port;
	size_t n_port;
	struct desc_name circuit;
	struct desc_names not_on;
	bool encrypt;
	bool refused;
	unsigned int accepted;
	uint32_t demand;
};

/**
 * struct desc_expectation - what a trace from one host to another has to show
 * @way: hops; any of these ways will do. None: what the model says
 * @unreachable: nothing may come back
 * @circuit: that the way there crosses
 * @down: circuits, links or devices that are down meanwhile
 * @rtt: of the last hop, in microseconds; valid if @timed. @tolerance on either side
 */
struct desc_expectation {
	struct desc_name from;
	struct desc_name to;
	struct net_view *way;
	size_t n_way;
	bool unreachable;
	struct desc_name circuit;
	struct desc_names down;
	uint32_t rtt;
	uint32_t tolerance;
	bool timed;
	struct location at;
};

/** struct description - a whole file; @path of it */
struct description {
	char *path;
	uint32_t as;
	struct desc_prefixes owns;
	struct desc_site *site;
	size_t n_site;
	struct desc_device *device;
	size_t n_device;
	struct desc_link *link;
	size_t n_link;
	struct desc_circuit *circuit;
	size_t n_circuit;
	struct desc_cloud *cloud;
	size_t n_cloud;
	struct desc_published *published;
	size_t n_published;
	struct desc_service *service;
	size_t n_service;
	struct desc_expectation *expectation;
	size_t n_expectation;
	struct desc_place *place;
	size_t n_place;
	struct desc_hosts internet;
	struct location at;
};

void description_free(struct description *d);

/**
 * description_beside() - find a file that a description names
 * @d: the description
 * @path: as it is written there: relative paths begin where the description is
 *
 * Return: the path, to be freed by the caller.
 */
char *description_beside(const struct description *d, const char *path);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Names in the nft table: sets and maps, chains, counters; and priorities of chains. */
#ifndef ERSYM_PLAN_TABLE_NAMES_H
#define ERSYM_PLAN_TABLE_NAMES_H

#include "nft/set.h"

#define TABLE_SET_LINKS		 "links"
/* For ersym itself: links whose gateways in the routing tables are from other programs. */
#define TABLE_SET_GATEWAY_AUTO	 "gateway-auto"
/* Likewise: links that only receive. */
#define TABLE_SET_RECEIVE	 "receive"
/* Likewise: links of circuits with another on-down than the default. */
#define TABLE_SET_ON_DOWN	 "on-down"
#define TABLE_SET_INSIDE	 "inside"
/* Its names, and for ersym itself its patterns, which no packet can be looked up by. */
#define TABLE_SET_INSIDE_DEVICES "inside-devices"
#define TABLE_SET_ACCEPTED	 "accepted"
/* Ways between circuits whose sources are translated. */
#define TABLE_SET_TRANSIT_SNAT	 "transit-snat"
/* Servers of services that are behind a circuit. */
#define TABLE_SET_BEHIND	 "behind"
/* Addresses of ours that this host answers for on a wire. */
#define TABLE_SET_ANSWERED	 "answered"
#define TABLE_SET_TRANSIT	 "transit"
#define TABLE_SET_SERVICE_PORT	 "service-port"
#define TABLE_SET_SERVICE_RANGE	 "service-range"
#define TABLE_SET_SERVICE_PROTOCOL "service-protocol"
#define TABLE_SET_SERVICE_HOST	 "service-host"
#define TABLE_MAP_DNAT_PORT	 "dnat-port"
#define TABLE_MAP_DNAT_RANGE	 "dnat-range"
#define TABLE_MAP_DNAT_PROTOCOL	 "dnat-protocol"
/* By the address of the link, whatever it is; the servers that they lead to. */
#define TABLE_MAP_DNAT_LINK_PORT  "dnat-link-port"
#define TABLE_MAP_DNAT_LINK_RANGE "dnat-link-range"
#define TABLE_SET_LINK_PORT	 "link-port"
#define TABLE_SET_LINK_RANGE	 "link-range"
#define TABLE_MAP_DNAT_HOST	 "dnat-host"
/* Published addresses of servers that open connections. */
#define TABLE_MAP_OUTBOUND_SERVICE "outbound-service"
/* Prefixes that are translated one to one, and those of them that the outside reaches. */
#define TABLE_MAP_NETMAP	 "netmap"
#define TABLE_MAP_DNAT_NETMAP	 "dnat-netmap"
#define TABLE_SET_SERVICE_NETMAP "service-netmap"
#define TABLE_MAP_OUTBOUND	 "outbound"
#define TABLE_MAP_INBOUND	 "inbound"

#define TABLE_CHAIN_PREROUTING	 "prerouting"
#define TABLE_CHAIN_POSTROUTING	 "postrouting"
#define TABLE_CHAIN_INCOMING	 "incoming"
#define TABLE_CHAIN_FORWARD	 "forward"
#define TABLE_CHAIN_FROM_LINKS	 "from-links"
#define TABLE_CHAIN_SERVICES	 "services"
#define TABLE_CHAIN_ANSWERED	 "answered"
#define TABLE_CHAIN_FROM_DEVICE	 "from-device"
#define TABLE_CHAIN_TO_DEVICE	 "to-device"
#define TABLE_CHAIN_TO_HOST	 "to-host"
#define TABLE_CHAIN_HOST	 "host"
/* Of each circuit; see table_chain_name(). */
#define TABLE_CHAIN_SNAT	 "snat"
#define TABLE_CHAIN_INBOUND	 "inbound"

/*
 * One before the priorities dstnat and srcnat, so that the pool of a circuit is chosen
 * before another program's masquerade, whichever was loaded last.
 */
#define TABLE_PRIORITY_DSTNAT	 (-101)
#define TABLE_PRIORITY_SRCNAT	 99

#define TABLE_COUNTER_INVALID	 "invalid"
#define TABLE_COUNTER_REFUSED	 "refused"
#define TABLE_COUNTER_UNNAMED	 "unnamed"

/**
 * table_chain_name() - name of a chain that each circuit has
 * @buf: the name is written here
 * @what: what the chain does
 * @circuit: name of the circuit, or "inside"
 *
 * Return: @buf.
 */
const char *table_chain_name(char buf[static NFT_NAME_SIZE], const char *what,
			     const char *circuit);

#endif

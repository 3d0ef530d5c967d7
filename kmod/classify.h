/* SPDX-License-Identifier: GPL-2.0 */
/* The rule for a packet, without packets: facts in, judgement out. */
#ifndef _ERSYM_CLASSIFY_H
#define _ERSYM_CLASSIFY_H

#include <linux/ersym.h>
#include <linux/in6.h>
#include <linux/types.h>

/**
 * enum ersym_point - where a packet is judged
 * @ERSYM_POINT_PRE: PREROUTING, after conntrack and before NAT
 * @ERSYM_POINT_POST: POSTROUTING, after NAT
 */
enum ersym_point {
	ERSYM_POINT_PRE,
	ERSYM_POINT_POST,
};

/**
 * enum ersym_tracking - what conntrack says of a packet
 * @ERSYM_TRACKING_NONE: it belongs to no connection (INVALID)
 * @ERSYM_TRACKING_OFF: it was exempt from tracking
 * @ERSYM_TRACKING_FIRST: it is the first of a connection
 * @ERSYM_TRACKING_LATER: it belongs to a connection
 */
enum ersym_tracking {
	ERSYM_TRACKING_NONE,
	ERSYM_TRACKING_OFF,
	ERSYM_TRACKING_FIRST,
	ERSYM_TRACKING_LATER,
};

/**
 * struct ersym_case - what the rule looks at
 * @point: where the packet is
 * @tracking: its connection
 * @reply: direction; of an ICMP error, as conntrack gives it
 * @icmp_error: an ICMP error about a connection
 * @begins: the packet can begin a connection
 * @private: a forwarded packet with a private source or destination
 * @encrypted_later: what is seen of it here is not what leaves the host
 * @public_only: of the circuit that the packet is on
 * @here: circuit of the device
 * @in: the connection's fact
 * @out: the connection's fact
 * @owner: whose pool the destination (PRE) or the source (POST) is in
 *
 * Circuits are ids, ERSYM_CIRCUIT_INSIDE or ERSYM_CIRCUIT_UNKNOWN. @in and
 * @out matter only for LATER, @begins, @private, @encrypted_later,
 * @public_only and @owner only for the others.
 */
struct ersym_case {
	enum ersym_point point;
	enum ersym_tracking tracking;
	bool reply;
	bool icmp_error;
	bool begins;
	bool private;
	bool encrypted_later;
	bool public_only;
	u16 here;
	u16 in;
	u16 out;
	u16 owner;
};

#define ERSYM_KIND_NONE (-1)

/**
 * struct ersym_judgement - what the rule says
 * @kind: enum ersym_kind, or ERSYM_KIND_NONE
 * @expected: the circuit that the packet should have been on
 */
struct ersym_judgement {
	int kind;
	u16 expected;
};

struct ersym_judgement ersym_classify(const struct ersym_case *c);
bool ersym_ipv4_is_private(__be32 address);
bool ersym_ipv6_is_private(const struct in6_addr *address);

#endif /* _ERSYM_CLASSIFY_H */

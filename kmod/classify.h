/* SPDX-License-Identifier: GPL-2.0 */
/* The rule for a packet, as a pure function from facts to a judgement. */
#ifndef _ERSYM_CLASSIFY_H
#define _ERSYM_CLASSIFY_H

#include <linux/ersym.h>
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
 * enum ersym_tracking - how conntrack sees a packet
 * @ERSYM_TRACKING_NONE: it belongs to no connection (INVALID)
 * @ERSYM_TRACKING_OFF: it is exempt from tracking (UNTRACKED)
 * @ERSYM_TRACKING_FIRST: its connection is not confirmed yet
 * @ERSYM_TRACKING_LATER: its connection is confirmed
 */
enum ersym_tracking {
	ERSYM_TRACKING_NONE,
	ERSYM_TRACKING_OFF,
	ERSYM_TRACKING_FIRST,
	ERSYM_TRACKING_LATER,
};

/**
 * struct ersym_facts - what the rule knows about a packet
 * @point: where the packet is judged
 * @tracking: how conntrack sees the packet
 * @reply: direction of the packet; of an ICMP error, as conntrack gives it
 * @icmp_error: the packet is an ICMP error of a connection
 * @begins: the packet can begin a connection
 * @private: a forwarded packet has a private source or destination
 * @encrypted_later: IPsec transforms the packet after POSTROUTING
 * @public_only: the circuit that the packet is on carries public addresses only
 * @actual: circuit that the packet is on
 * @in: circuit that the connection came in on
 * @out: circuit that the connection left by
 * @owner: circuit whose pool has the destination (PRE) or the source (POST)
 *
 * A circuit is its id, ERSYM_CIRCUIT_INSIDE or ERSYM_CIRCUIT_UNKNOWN. The rule
 * reads @in and @out only for LATER, and @begins, @private, @encrypted_later,
 * @public_only and @owner only for the others.
 */
struct ersym_facts {
	enum ersym_point point;
	enum ersym_tracking tracking;
	bool reply;
	bool icmp_error;
	bool begins;
	bool private;
	bool encrypted_later;
	bool public_only;
	u16 actual;
	u16 in;
	u16 out;
	u16 owner;
};

#define ERSYM_KIND_NONE (-1)

/**
 * struct ersym_judgement - what the rule finds
 * @kind: enum ersym_kind, or ERSYM_KIND_NONE
 * @expected: circuit that the packet should be on
 * @way_gone: the packet was pinned to @expected, no link of which is running;
 *	the rule leaves it false, for the hook to find out
 */
struct ersym_judgement {
	int kind;
	u16 expected;
	bool way_gone;
};

struct ersym_judgement ersym_classify(const struct ersym_facts *facts);

#endif /* _ERSYM_CLASSIFY_H */

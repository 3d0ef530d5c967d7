/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ersym.yaml */
/* YNL-GEN uapi header */
/* To regenerate run: tools/net/ynl/ynl-regen.sh */

#ifndef _UAPI_LINUX_ERSYM_H
#define _UAPI_LINUX_ERSYM_H

#define ERSYM_FAMILY_NAME	"ersym"
#define ERSYM_FAMILY_VERSION	1

#define ERSYM_CIRCUIT_UNKNOWN	0
#define ERSYM_CIRCUIT_INSIDE	65535
#define ERSYM_CIRCUIT_MAX	1022
#define ERSYM_NAME_MAX		31
#define ERSYM_DEVICE_MAX	15

/**
 * enum ersym_kind - How a packet left the path of its connection.
 * @ERSYM_KIND_RETURN_IN: An answer came in on another circuit than its request
 *   left by.
 * @ERSYM_KIND_RETURN_OUT: An answer is about to leave by another circuit than
 *   its request came in on.
 * @ERSYM_KIND_FORWARD_IN: The initiator's packets moved to another circuit.
 * @ERSYM_KIND_FORWARD_OUT: The initiator's packets are about to leave by
 *   another circuit than the first of them did.
 * @ERSYM_KIND_FOREIGN: A packet without a connection, to the pool of another
 *   circuit.
 * @ERSYM_KIND_ORPHAN: A packet without a connection that cannot begin one.
 * @ERSYM_KIND_LEAK: A source from the pool of another circuit, or a private
 *   address on a circuit that carries only public ones.
 * @ERSYM_KIND_RELATED: An ICMP error of a connection, on another circuit than
 *   its packets. Never dropped.
 */
enum ersym_kind {
	ERSYM_KIND_RETURN_IN,
	ERSYM_KIND_RETURN_OUT,
	ERSYM_KIND_FORWARD_IN,
	ERSYM_KIND_FORWARD_OUT,
	ERSYM_KIND_FOREIGN,
	ERSYM_KIND_ORPHAN,
	ERSYM_KIND_LEAK,
	ERSYM_KIND_RELATED,

	/* private: */
	__ERSYM_KIND_MAX,
	ERSYM_KIND_MAX = (__ERSYM_KIND_MAX - 1)
};

/*
 * The verdict on a packet.
 */
enum ersym_verdict {
	ERSYM_VERDICT_ACCEPT,
	ERSYM_VERDICT_DROP,
};

enum {
	ERSYM_A_LINK_NAME = 1,
	ERSYM_A_LINK_PRESENT,
	ERSYM_A_LINK_RUNNING,

	__ERSYM_A_LINK_MAX,
	ERSYM_A_LINK_MAX = (__ERSYM_A_LINK_MAX - 1)
};

enum {
	ERSYM_A_POOL_ADDRESS = 1,
	ERSYM_A_POOL_PREFIX_LENGTH,

	__ERSYM_A_POOL_MAX,
	ERSYM_A_POOL_MAX = (__ERSYM_A_POOL_MAX - 1)
};

enum {
	ERSYM_A_CIRCUIT_ID = 1,
	ERSYM_A_CIRCUIT_NAME,
	ERSYM_A_CIRCUIT_LINK,
	ERSYM_A_CIRCUIT_POOL,
	ERSYM_A_CIRCUIT_PUBLIC_ONLY,
	ERSYM_A_CIRCUIT_DROP,
	ERSYM_A_CIRCUIT_BORN_IN,
	ERSYM_A_CIRCUIT_BORN_OUT,
	ERSYM_A_CIRCUIT_PAD,

	__ERSYM_A_CIRCUIT_MAX,
	ERSYM_A_CIRCUIT_MAX = (__ERSYM_A_CIRCUIT_MAX - 1)
};

enum {
	ERSYM_A_CONFIG_MARK_MASK = 1,
	ERSYM_A_CONFIG_INSIDE_DROP,
	ERSYM_A_CONFIG_CIRCUIT,
	ERSYM_A_CONFIG_GENERATION,
	ERSYM_A_CONFIG_PAD,
	ERSYM_A_CONFIG_ENFORCE,

	__ERSYM_A_CONFIG_MAX,
	ERSYM_A_CONFIG_MAX = (__ERSYM_A_CONFIG_MAX - 1)
};

enum {
	ERSYM_A_STATUS_ID = 1,
	ERSYM_A_STATUS_CIRCUIT,
	ERSYM_A_STATUS_GENERATION,

	__ERSYM_A_STATUS_MAX,
	ERSYM_A_STATUS_MAX = (__ERSYM_A_STATUS_MAX - 1)
};

enum {
	ERSYM_A_VIOLATION_KIND = 1,
	ERSYM_A_VIOLATION_EXPECTED,
	ERSYM_A_VIOLATION_ACTUAL,
	ERSYM_A_VIOLATION_PACKETS,
	ERSYM_A_VIOLATION_BYTES,
	ERSYM_A_VIOLATION_CONNECTIONS,
	ERSYM_A_VIOLATION_VERDICT,
	ERSYM_A_VIOLATION_DEVICE,
	ERSYM_A_VIOLATION_PROTOCOL,
	ERSYM_A_VIOLATION_SOURCE,
	ERSYM_A_VIOLATION_DESTINATION,
	ERSYM_A_VIOLATION_SOURCE_PORT,
	ERSYM_A_VIOLATION_DESTINATION_PORT,
	ERSYM_A_VIOLATION_SUPPRESSED,
	ERSYM_A_VIOLATION_TIME,
	ERSYM_A_VIOLATION_GENERATION,
	ERSYM_A_VIOLATION_PAD,

	__ERSYM_A_VIOLATION_MAX,
	ERSYM_A_VIOLATION_MAX = (__ERSYM_A_VIOLATION_MAX - 1)
};

enum {
	ERSYM_A_FLOW_IN = 1,
	ERSYM_A_FLOW_OUT,
	ERSYM_A_FLOW_STRAY,
	ERSYM_A_FLOW_STRAYED,
	ERSYM_A_FLOW_ENDED,

	__ERSYM_A_FLOW_MAX,
	ERSYM_A_FLOW_MAX = (__ERSYM_A_FLOW_MAX - 1)
};

enum {
	ERSYM_CMD_CONFIG_SET = 1,
	ERSYM_CMD_CONFIG_GET,
	ERSYM_CMD_CIRCUIT_GET,
	ERSYM_CMD_VIOLATION_GET,
	ERSYM_CMD_VIOLATION_NTF,
	ERSYM_CMD_LINK_NTF,
	ERSYM_CMD_FLOW_FLUSH,

	__ERSYM_CMD_MAX,
	ERSYM_CMD_MAX = (__ERSYM_CMD_MAX - 1)
};

#define ERSYM_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_ERSYM_H */

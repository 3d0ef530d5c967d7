/* SPDX-License-Identifier: GPL-2.0 */
/* Ports and protocols of a service. */
#ifndef ERSYM_MODEL_PORT_H
#define ERSYM_MODEL_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/location.h"

/* The longest is "sctp/10000-20000:30000-40000". */
#define PORT_RANGE_STRLEN 32

/**
 * struct port_range - consecutive ports of a service, or a protocol without ports
 * @protocol: IPPROTO_*; IPPROTO_ICMP is ICMPv6 for a service with an IPv6 address
 * @first: first public port, host byte order; 0 if the protocol has no ports
 * @last: last public port; equal to @first for one port
 * @inside: port of the server that @first is translated to; those that follow @first are
 *          translated to those that follow it
 * @at: where in the file
 */
struct port_range {
	uint8_t protocol;
	uint16_t first;
	uint16_t last;
	uint16_t inside;
	struct location at;
};

/**
 * port_protocol_number() - find the protocol of a name
 * @name: name of a protocol that has ports, or none
 * @len: bytes of @name
 *
 * Return: the number; 0 if it cannot be published by this name.
 */
uint8_t port_protocol_number(const char *name, size_t len);

/**
 * port_protocol_has_ports() - check whether a protocol is published by its ports
 * @protocol: IPPROTO_*
 *
 * Return: true if it is.
 */
bool port_protocol_has_ports(uint8_t protocol);

/**
 * port_range_is_shifted() - check whether the server has other ports than the public ones
 * @range: the range
 *
 * Return: true if it has.
 */
bool port_range_is_shifted(const struct port_range *range);

/**
 * port_range_public() - write what a range publishes, as in the file
 * @range: the range
 * @buf: the text is written here, like "tcp/25", "udp/80-90", "gre" or "ip/89"
 *
 * Return: @buf.
 */
const char *port_range_public(const struct port_range *range, char buf[static PORT_RANGE_STRLEN]);

/**
 * port_range_format() - write a range as in the file, with the server's ports
 * @range: the range
 * @buf: the text is written here, like "tcp/8443:443"
 *
 * Return: @buf.
 */
const char *port_range_format(const struct port_range *range, char buf[static PORT_RANGE_STRLEN]);

#endif

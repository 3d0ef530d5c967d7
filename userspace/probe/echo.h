/* SPDX-License-Identifier: GPL-2.0 */
/* ICMP echo requests and replies, as they are on the wire after the IP header. */
#ifndef ERSYM_PROBE_ECHO_H
#define ERSYM_PROBE_ECHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* type, code, checksum, identifier, sequence number; then the cookie */
#define ECHO_SIZE 16

/**
 * struct echo - what a reply repeats of its request
 * @id: identifier
 * @sequence: sequence number
 * @cookie: data that only whoever saw the request knows
 */
struct echo {
	uint16_t id;
	uint16_t sequence;
	uint64_t cookie;
};

/**
 * echo_request() - write a request
 * @echo: what the reply will repeat
 * @family: AF_INET or AF_INET6; the kernel writes the checksum of ICMPv6
 * @packet: written
 */
void echo_request(const struct echo *echo, uint8_t family, uint8_t packet[static ECHO_SIZE]);

/**
 * echo_reply() - read a reply
 * @packet: what was received; with AF_INET the IPv4 header is before it
 * @length: bytes of @packet
 * @family: AF_INET or AF_INET6; the kernel has compared the checksum of ICMPv6
 * @echo: written
 *
 * Return: true if it is a reply of this length, with a valid checksum.
 */
bool echo_reply(const uint8_t *packet, size_t length, uint8_t family, struct echo *echo);

#endif

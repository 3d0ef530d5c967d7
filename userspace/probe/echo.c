// SPDX-License-Identifier: GPL-2.0
#include "probe/echo.h"

#include <string.h>
#include <sys/socket.h>

#include <linux/icmp.h>
#include <linux/icmpv6.h>

#define AT_CHECKSUM 2
#define AT_ID 4
#define AT_SEQUENCE 6
#define AT_COOKIE 8

static void put_u16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static uint16_t get_u16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

/* RFC 1071; zero over a packet whose checksum is valid. */
static uint16_t checksum(const uint8_t packet[static ECHO_SIZE])
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < ECHO_SIZE; i += 2)
		sum += get_u16(packet + i);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

void echo_request(const struct echo *echo, uint8_t family, uint8_t packet[static ECHO_SIZE])
{
	memset(packet, 0, ECHO_SIZE);
	packet[0] = family == AF_INET ? ICMP_ECHO : ICMPV6_ECHO_REQUEST;
	put_u16(packet + AT_ID, echo->id);
	put_u16(packet + AT_SEQUENCE, echo->sequence);
	memcpy(packet + AT_COOKIE, &echo->cookie, sizeof(echo->cookie));
	if (family == AF_INET)
		put_u16(packet + AT_CHECKSUM, checksum(packet));
}

bool echo_reply(const uint8_t *packet, size_t length, uint8_t family, struct echo *echo)
{
	size_t header = 0;

	if (family == AF_INET) {
		if (!length)
			return false;
		header = 4 * (size_t)(packet[0] & 0xf);
	}
	if (length != header + ECHO_SIZE)
		return false;
	packet += header;
	if (packet[0] != (family == AF_INET ? ICMP_ECHOREPLY : ICMPV6_ECHO_REPLY) || packet[1])
		return false;
	if (family == AF_INET && checksum(packet))
		return false;
	echo->id = get_u16(packet + AT_ID);
	echo->sequence = get_u16(packet + AT_SEQUENCE);
	memcpy(&echo->cookie, packet + AT_COOKIE, sizeof(echo->cookie));
	return true;
}

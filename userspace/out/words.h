/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers as the words and texts that people and programs read. */
#ifndef ERSYM_OUT_WORDS_H
#define ERSYM_OUT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

#define UNKNOWN "-"		/* in text; null in JSON */

#define PROTOCOL_STRLEN 8
#define ENDPOINT_STRLEN (PREFIX_STRLEN + 16)
#define AMOUNT_STRLEN 16
#define TIME_STRLEN 40

static inline const char *or_unknown(const char *text)
{
	return text ? text : UNKNOWN;
}

/* What an enum ersym_kind means, or NULL if this program is older than the kind. */
const char *violation_kind_meaning(uint32_t kind);
/* Name of an enum ersym_verdict, or NULL. */
const char *verdict_name(uint32_t verdict);

/* "tcp", or the number of a protocol that has no well-known name. */
const char *protocol_name(uint8_t protocol, char buf[static PROTOCOL_STRLEN]);
bool protocol_has_ports(uint8_t protocol);

/**
 * endpoint_format() - "192.0.2.1:443", "[2001:db8::1]:443", or an address alone
 * @port: host byte order; negative: none
 */
const char *endpoint_format(const struct address *address, int port,
			    char buf[static ENDPOINT_STRLEN]);

/* "512 B", "1.5 KiB", ... */
const char *bytes_format(uint64_t bytes, char buf[static AMOUNT_STRLEN]);

/* "2026-11-21 03:04:05.123", local time. @time: nanoseconds since the epoch. */
const char *time_format(uint64_t time, char buf[static TIME_STRLEN]);
/* "2026-11-21T02:04:05.123456Z", as in RFC 3339. */
const char *time_format_utc(uint64_t time, char buf[static TIME_STRLEN]);

#endif

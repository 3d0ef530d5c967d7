/* SPDX-License-Identifier: GPL-2.0 */
/* Words and texts for numbers. */
#ifndef ERSYM_PRINT_WORDS_H
#define ERSYM_PRINT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

#define UNKNOWN "-"		/* in text; null in JSON */

#define PROTOCOL_STRLEN 8
#define ENDPOINT_STRLEN (PREFIX_STRLEN + 16)
#define AMOUNT_STRLEN 16
#define TIME_STRLEN 40

/**
 * or_unknown() - replace a text that is missing
 * @text: the text; NULL: there is none
 *
 * Return: @text, or "-"
 */
static inline const char *or_unknown(const char *text)
{
	return text ? text : UNKNOWN;
}

/**
 * violation_kind_meaning() - explain a kind of violation
 * @kind: an enum ersym_kind
 *
 * Return: the explanation, or NULL if this program is older than the kind
 */
const char *violation_kind_meaning(uint32_t kind);

/**
 * verdict_name() - name a verdict
 * @verdict: an enum ersym_verdict
 *
 * Return: the name, or NULL if this program is older than the verdict
 */
const char *verdict_name(uint32_t verdict);

/**
 * protocol_name() - name a layer 4 protocol
 * @protocol: its number
 * @buf: room for the text
 *
 * Return: "tcp", for example, or the number if the protocol has no well-known name
 */
const char *protocol_name(uint8_t protocol, char buf[static PROTOCOL_STRLEN]);

/**
 * protocol_has_ports() - find out whether a layer 4 protocol has ports
 * @protocol: its number
 *
 * Return: true if it has
 */
bool protocol_has_ports(uint8_t protocol);

/**
 * endpoint_format() - format an address with a port
 * @address: the address
 * @port: host byte order; negative: none
 * @buf: room for the text
 *
 * Return: "192.0.2.1:443", "[2001:db8::1]:443", or the address alone
 */
const char *endpoint_format(const struct address *address, int port,
			    char buf[static ENDPOINT_STRLEN]);

/**
 * bytes_format() - format a number of bytes
 * @bytes: the number
 * @buf: room for the text
 *
 * Return: "512 B", "1.5 KiB" and so on
 */
const char *bytes_format(uint64_t bytes, char buf[static AMOUNT_STRLEN]);

/**
 * time_format() - format a time as local time
 * @time: nanoseconds since the epoch
 * @buf: room for the text
 *
 * Return: "2026-11-21 03:04:05.123"
 */
const char *time_format(uint64_t time, char buf[static TIME_STRLEN]);

/**
 * time_format_utc() - format a time as UTC according to RFC 3339
 * @time: nanoseconds since the epoch
 * @buf: room for the text
 *
 * Return: "2026-11-21T02:04:05.123456Z"
 */
const char *time_format_utc(uint64_t time, char buf[static TIME_STRLEN]);

#endif

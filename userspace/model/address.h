/* SPDX-License-Identifier: GPL-2.0 */
/* IPv4 and IPv6 addresses and prefixes. */
#ifndef ERSYM_MODEL_ADDRESS_H
#define ERSYM_MODEL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct address - an IPv4 or IPv6 address
 * @family: AF_INET or AF_INET6; 0 means none
 * @bytes: 4 or 16 bytes, network byte order; the rest is zero
 */
struct address {
	uint8_t family;
	uint8_t bytes[16];
};

/**
 * struct prefix - an address and how many of its bits count
 * @address: no bit is set beyond @length
 * @length: 0 to 32 or 0 to 128
 */
struct prefix {
	struct address address;
	uint8_t length;
};

/** struct prefix_list - prefixes in the order of the configuration */
struct prefix_list {
	struct prefix *v;
	size_t n;
};

#define PREFIX_STRLEN 50 /* longest IPv6 address, slash, length, NUL */

unsigned int address_bits(uint8_t family);
bool address_equal(const struct address *a, const struct address *b);
/* Order: family, then bytes. */
int address_compare(const struct address *a, const struct address *b);
/* Strict: no leading zeroes, no host names. 0 or -EINVAL. */
int address_parse(const char *text, struct address *out);
const char *address_format(const struct address *a, char buf[static PREFIX_STRLEN]);

/**
 * prefix_parse() - reads "10.0.0.0/8", or an address alone as a /32 or /128
 * Return: 0; -EINVAL if malformed; -ERANGE if bits are set beyond the length:
 * then @out is the prefix without them
 */
int prefix_parse(const char *text, struct prefix *out);
const char *prefix_format(const struct prefix *p, char buf[static PREFIX_STRLEN]);
int prefix_compare(const struct prefix *a, const struct prefix *b);
bool prefix_overlaps(const struct prefix *a, const struct prefix *b);
/* Whether all of @inner is within @outer. */
bool prefix_contains(const struct prefix *outer, const struct prefix *inner);
bool prefix_contains_address(const struct prefix *p, const struct address *a);
void prefix_first(const struct prefix *p, struct address *first);
void prefix_last(const struct prefix *p, struct address *last);

/* False for a prefix that may not appear on a public-only circuit. The same
 * blocks as the module's (kmod/classify.c): RFC 1918, RFC 6598, 0/8, 127/8,
 * 169.254/16, 240/4, and everything that is not 2000::/3.
 */
bool prefix_is_public(const struct prefix *p);
/* Adds what is not public: those blocks. */
void private_prefixes(struct prefix_list *list);

/* False if any address of it cannot be a single host's: 0/8, 127/8, 224/3, ::,
 * ::1, ff00::/8.
 */
bool prefix_is_unicast(const struct prefix *p);

#endif

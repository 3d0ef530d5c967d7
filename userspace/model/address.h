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

/**
 * struct prefix_list - prefixes in the order of the configuration
 * @v: array of prefix_list_add(), to be freed by the owner
 * @n: number of @v
 */
struct prefix_list {
	struct prefix *v;
	size_t n;
};

#define PREFIX_STRLEN 50 /* longest IPv6 address, slash, length, NUL */

/**
 * address_bits() - number of bits of an address
 * @family: AF_INET or AF_INET6
 *
 * Return: 32 or 128.
 */
unsigned int address_bits(uint8_t family);

/**
 * address_family_name() - name of a family for messages
 * @family: AF_INET or AF_INET6
 *
 * Return: "IPv4" or "IPv6".
 */
const char *address_family_name(uint8_t family);

/**
 * address_equal() - compare family and bytes of two addresses
 * @a: an address
 * @b: another one
 *
 * Return: true if they are the same.
 */
bool address_equal(const struct address *a, const struct address *b);

/**
 * address_compare() - order two addresses by family, then by bytes
 * @a: an address
 * @b: another one
 *
 * Return: negative, zero or positive, as for qsort().
 */
int address_compare(const struct address *a, const struct address *b);

/**
 * address_parse() - read an address in its usual notation
 * @text: the address; leading zeroes and host names are not accepted
 * @out: the address; unchanged on failure
 *
 * Return: 0, or -EINVAL if @text is no address.
 */
int address_parse(const char *text, struct address *out);

/**
 * address_format() - write an address in its usual notation
 * @a: the address; "none" is written for family 0
 * @buf: the text is written here
 *
 * Return: @buf.
 */
const char *address_format(const struct address *a, char buf[static PREFIX_STRLEN]);

/**
 * prefix_of_address() - the prefix that has one address
 * @a: the address
 *
 * Return: a prefix of full length.
 */
struct prefix prefix_of_address(const struct address *a);

/**
 * prefix_around() - the prefix of a length that an address is in
 * @a: the address
 * @length: number of bits, at most those of the address
 *
 * Return: the prefix.
 */
struct prefix prefix_around(const struct address *a, uint8_t length);

/**
 * prefix_parse() - read "10.0.0.0/8", or an address alone as a /32 or /128
 * @text: the prefix
 * @out: the prefix; unchanged if it is malformed
 *
 * Return: 0; -EINVAL if it is malformed; -ERANGE if bits are set beyond the
 * length: then @out is the prefix without them.
 */
int prefix_parse(const char *text, struct prefix *out);

/**
 * prefix_format() - write a prefix as address, slash and length
 * @p: the prefix
 * @buf: the text is written here
 *
 * Return: @buf.
 */
const char *prefix_format(const struct prefix *p, char buf[static PREFIX_STRLEN]);

/**
 * prefix_compare() - order two prefixes by address, then by length
 * @a: a prefix
 * @b: another one
 *
 * A prefix is ordered immediately before all that are within it.
 *
 * Return: negative, zero or positive, as for qsort().
 */
int prefix_compare(const struct prefix *a, const struct prefix *b);

/**
 * prefix_overlaps() - check whether two prefixes have an address in common
 * @a: a prefix
 * @b: another one
 *
 * Return: true if they do; one of them then contains the other.
 */
bool prefix_overlaps(const struct prefix *a, const struct prefix *b);

/**
 * prefix_contains() - check whether a prefix is within another one
 * @outer: the other one
 * @inner: the prefix
 *
 * Return: true if all addresses of @inner are in @outer.
 */
bool prefix_contains(const struct prefix *outer, const struct prefix *inner);

/**
 * prefix_contains_address() - check whether an address is in a prefix
 * @p: the prefix
 * @a: the address
 *
 * Return: true if it is.
 */
bool prefix_contains_address(const struct prefix *p, const struct address *a);

/**
 * prefix_first() - the lowest address of a prefix
 * @p: the prefix
 * @first: the address is written here
 */
void prefix_first(const struct prefix *p, struct address *first);

/**
 * prefix_last() - the highest address of a prefix
 * @p: the prefix
 * @last: the address is written here
 */
void prefix_last(const struct prefix *p, struct address *last);

/**
 * prefix_map() - move an address to another prefix, with the same host bits
 * @from: a prefix that has the address
 * @to: another one of the same family and length
 * @a: the address
 *
 * Return: the address in @to.
 */
struct address prefix_map(const struct prefix *from, const struct prefix *to,
			  const struct address *a);

/**
 * prefix_is_public() - check whether a prefix may appear on a public-only circuit
 * @p: the prefix
 *
 * The blocks that may not are those of the module (kmod/address.c): RFC 1918,
 * RFC 6598, 0/8, 127/8, 169.254/16, 240/4, and all of IPv6 but 2000::/3.
 *
 * Return: false if it overlaps one of these blocks.
 */
bool prefix_is_public(const struct prefix *p);

/**
 * prefix_is_unicast() - check whether hosts can have the addresses of a prefix
 * @p: the prefix
 *
 * Return: false if it overlaps 0/8, 127/8, 224/3, ::, ::1 or ff00::/8.
 */
bool prefix_is_unicast(const struct prefix *p);

/**
 * prefix_list_add() - append a prefix to a list
 * @list: the list
 * @prefix: the prefix
 */
void prefix_list_add(struct prefix_list *list, const struct prefix *prefix);

/**
 * prefix_list_add_private() - append all blocks that are not public to a list
 * @list: the list
 *
 * These are the blocks that prefix_is_public() is false of.
 */
void prefix_list_add_private(struct prefix_list *list);

#endif

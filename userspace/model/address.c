// SPDX-License-Identifier: GPL-2.0
#include "model/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "util/array.h"

unsigned int address_bits(uint8_t family)
{
	return family == AF_INET ? 32 : family == AF_INET6 ? 128 : 0;
}

const char *address_family_name(uint8_t family)
{
	return family == AF_INET6 ? "IPv6" : "IPv4";
}

bool address_equal(const struct address *a, const struct address *b)
{
	return address_compare(a, b) == 0;
}

int address_compare(const struct address *a, const struct address *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

int address_parse(const char *text, struct address *out)
{
	struct address a = { .family = strchr(text, ':') ? AF_INET6 : AF_INET };

	if (inet_pton(a.family, text, a.bytes) != 1)
		return -EINVAL;
	*out = a;
	return 0;
}

const char *address_format(const struct address *a, char buf[static PREFIX_STRLEN])
{
	if (!inet_ntop(a->family, a->bytes, buf, PREFIX_STRLEN))
		strcpy(buf, "none");
	return buf;
}

/* Clear or set every bit after the first @length. */
static void fill(struct address *a, unsigned int length, bool ones)
{
	unsigned int i, n = address_bits(a->family) / 8;

	for (i = length / 8; i < n; i++) {
		uint8_t beyond = i == length / 8 ? 0xff >> length % 8 : 0xff;

		if (ones)
			a->bytes[i] |= beyond;
		else
			a->bytes[i] &= ~beyond;
	}
}

static int parse_length(const char *text, unsigned int max, uint8_t *out)
{
	unsigned int n = 0;
	const char *p;

	if (!*text || (text[0] == '0' && text[1]))
		return -EINVAL;
	for (p = text; *p; p++) {
		if (*p < '0' || *p > '9')
			return -EINVAL;
		n = 10 * n + (unsigned int)(*p - '0');
		if (n > max)
			return -EINVAL;
	}
	*out = (uint8_t)n;
	return 0;
}

struct prefix prefix_of_address(const struct address *a)
{
	return (struct prefix){ .address = *a, .length = (uint8_t)address_bits(a->family) };
}

struct prefix prefix_around(const struct address *a, uint8_t length)
{
	struct prefix p = { .address = *a, .length = length };

	fill(&p.address, length, false);
	return p;
}

int prefix_parse(const char *text, struct prefix *out)
{
	const char *slash = strchr(text, '/');
	struct address whole;
	struct prefix p;
	char head[PREFIX_STRLEN];
	size_t n = slash ? (size_t)(slash - text) : strlen(text);

	if (n >= sizeof(head))
		return -EINVAL;
	memcpy(head, text, n);
	head[n] = '\0';
	if (address_parse(head, &p.address))
		return -EINVAL;
	p.length = (uint8_t)address_bits(p.address.family);
	if (slash && parse_length(slash + 1, p.length, &p.length))
		return -EINVAL;
	whole = p.address;
	fill(&p.address, p.length, false);
	*out = p;
	return address_equal(&whole, &p.address) ? 0 : -ERANGE;
}

const char *prefix_format(const struct prefix *p, char buf[static PREFIX_STRLEN])
{
	size_t n;

	address_format(&p->address, buf);
	n = strlen(buf);
	snprintf(buf + n, PREFIX_STRLEN - n, "/%u", p->length);
	return buf;
}

int prefix_compare(const struct prefix *a, const struct prefix *b)
{
	int order = address_compare(&a->address, &b->address);

	return order ? order : (int)a->length - (int)b->length;
}

bool prefix_contains_address(const struct prefix *p, const struct address *a)
{
	struct address head = *a;

	if (a->family != p->address.family)
		return false;
	fill(&head, p->length, false);
	return address_equal(&head, &p->address);
}

bool prefix_contains(const struct prefix *outer, const struct prefix *inner)
{
	return outer->length <= inner->length && prefix_contains_address(outer, &inner->address);
}

bool prefix_overlaps(const struct prefix *a, const struct prefix *b)
{
	return prefix_contains(a, b) || prefix_contains(b, a);
}

void prefix_first(const struct prefix *p, struct address *first)
{
	*first = p->address;
}

void prefix_last(const struct prefix *p, struct address *last)
{
	*last = p->address;
	fill(last, p->length, true);
}

struct address prefix_map(const struct prefix *from, const struct prefix *to,
			  const struct address *a)
{
	struct address mapped = to->address;
	size_t i, len = address_bits(to->address.family) / 8;

	/* No bit is set beyond the length of a prefix. */
	for (i = 0; i < len; i++)
		mapped.bytes[i] |= a->bytes[i] ^ from->address.bytes[i];
	return mapped;
}

/* A block of IPv4, host byte order. */
struct block {
	uint32_t address;
	uint8_t length;
};

static void block_prefix(const struct block *block, struct prefix *p)
{
	uint32_t address = htonl(block->address);

	memset(p, 0, sizeof(*p));
	p->address.family = AF_INET;
	p->length = block->length;
	memcpy(p->address.bytes, &address, sizeof(address));
}

static bool overlaps_any(const struct prefix *p, const struct block *block, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct prefix b;

		block_prefix(&block[i], &b);
		if (prefix_overlaps(p, &b))
			return true;
	}
	return false;
}

static const struct block private[] = {
	{ 0x00000000, 8 },	/* this network */
	{ 0x0a000000, 8 },	/* RFC 1918 */
	{ 0x64400000, 10 },	/* shared, RFC 6598 */
	{ 0x7f000000, 8 },	/* loopback */
	{ 0xa9fe0000, 16 },	/* link-local */
	{ 0xac100000, 12 },	/* RFC 1918 */
	{ 0xc0a80000, 16 },	/* RFC 1918 */
	{ 0xf0000000, 4 },	/* reserved */
};

bool prefix_is_public(const struct prefix *p)
{
	if (p->address.family == AF_INET)
		return !overlaps_any(p, private, ARRAY_SIZE(private));
	return p->length >= 3 && p->address.bytes[0] >> 5 == 1;
}

void prefix_list_add(struct prefix_list *list, const struct prefix *prefix)
{
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = *prefix;
}

void prefix_list_add_private(struct prefix_list *list)
{
	/* All but 2000::/3. */
	static const struct prefix private6[] = {
		{ { AF_INET6, { 0x00 } }, 3 },
		{ { AF_INET6, { 0x40 } }, 2 },
		{ { AF_INET6, { 0x80 } }, 1 },
	};
	struct prefix p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(private); i++) {
		block_prefix(&private[i], &p);
		prefix_list_add(list, &p);
	}
	for (i = 0; i < ARRAY_SIZE(private6); i++)
		prefix_list_add(list, &private6[i]);
}

bool prefix_is_unicast(const struct prefix *p)
{
	static const struct block other[] = {
		{ 0x00000000, 8 },	/* this network */
		{ 0x7f000000, 8 },	/* loopback */
		{ 0xe0000000, 3 },	/* multicast, reserved, broadcast */
	};
	static const struct prefix other6[] = {
		{ .address.family = AF_INET6, .length = 127 },	/* none, loopback */
		{ .address = { AF_INET6, { 0xff } }, .length = 8 },
	};

	if (p->address.family == AF_INET)
		return !overlaps_any(p, other, ARRAY_SIZE(other));
	return !prefix_overlaps(p, &other6[0]) && !prefix_overlaps(p, &other6[1]);
}

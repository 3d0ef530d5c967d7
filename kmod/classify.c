// SPDX-License-Identifier: GPL-2.0
#include "classify.h"

#include <asm/byteorder.h>

#include "kunit.h"

static struct ersym_judgement ersym_classify_later(const struct ersym_case *c)
{
	static const u8 kinds[2][2] = {
		[ERSYM_POINT_PRE] = {
			ERSYM_KIND_FORWARD_IN, ERSYM_KIND_RETURN_IN,
		},
		[ERSYM_POINT_POST] = {
			ERSYM_KIND_FORWARD_OUT, ERSYM_KIND_RETURN_OUT,
		},
	};
	struct ersym_judgement judgement = { .kind = ERSYM_KIND_NONE };

	/* Requests come in on "in" and leave by "out", answers the other way */
	judgement.expected = (c->point == ERSYM_POINT_PRE) != c->reply ?
			     c->in : c->out;
	if (judgement.expected != ERSYM_CIRCUIT_UNKNOWN &&
	    judgement.expected != c->here)
		judgement.kind = c->icmp_error ? ERSYM_KIND_RELATED :
				 kinds[c->point][c->reply];
	return judgement;
}

static struct ersym_judgement ersym_classify_first(const struct ersym_case *c)
{
	struct ersym_judgement judgement = {
		.kind = ERSYM_KIND_NONE,
		.expected = ERSYM_CIRCUIT_UNKNOWN,
	};
	bool elsewhere = c->owner != ERSYM_CIRCUIT_UNKNOWN &&
			 c->owner != c->here;

	if (c->here == ERSYM_CIRCUIT_INSIDE)
		return judgement;

	if (c->point == ERSYM_POINT_PRE) {
		if (elsewhere) {
			judgement.kind = ERSYM_KIND_FOREIGN;
			judgement.expected = c->owner;
		} else if (c->tracking == ERSYM_TRACKING_NONE ||
			   (c->tracking == ERSYM_TRACKING_FIRST &&
			    !c->begins)) {
			judgement.kind = ERSYM_KIND_ORPHAN;
		}
		return judgement;
	}

	if (c->encrypted_later)
		return judgement;
	if (elsewhere) {
		judgement.kind = ERSYM_KIND_LEAK;
		judgement.expected = c->owner;
	} else if (c->public_only && c->private) {
		judgement.kind = ERSYM_KIND_LEAK;
	}
	return judgement;
}

/**
 * ersym_classify() - judge a packet
 * @c: what is known of it
 *
 * Return: how it left the path of its connection, if it did.
 */
struct ersym_judgement ersym_classify(const struct ersym_case *c)
{
	return c->tracking == ERSYM_TRACKING_LATER ? ersym_classify_later(c) :
						     ersym_classify_first(c);
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_classify);

/**
 * ersym_ipv4_is_private() - not an address of the public Internet
 * @address: network byte order
 *
 * RFC 6890: this network, RFC 1918, shared (RFC 6598), loopback, link-local
 * and reserved addresses. Those for documentation count as public: they stand
 * for public ones.
 */
bool ersym_ipv4_is_private(__be32 address)
{
	u32 a = be32_to_cpu(address);

	return a >> 24 == 0 || a >> 24 == 10 || a >> 24 == 127 ||
	       a >> 20 == 0xac1 ||	/* 172.16.0.0/12 */
	       a >> 16 == 0xc0a8 ||	/* 192.168.0.0/16 */
	       a >> 16 == 0xa9fe ||	/* 169.254.0.0/16 */
	       a >> 22 == 0x191 ||	/* 100.64.0.0/10 */
	       a >> 28 == 0xf;		/* 240.0.0.0/4 */
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_ipv4_is_private);

/**
 * ersym_ipv6_is_private() - not an address of the public Internet
 * @address: to look at
 *
 * RFC 4291: everything but global unicast (2000::/3).
 */
bool ersym_ipv6_is_private(const struct in6_addr *address)
{
	return address->s6_addr[0] >> 5 != 1;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_ipv6_is_private);

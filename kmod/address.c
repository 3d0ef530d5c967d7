// SPDX-License-Identifier: GPL-2.0
#include "address.h"

#include <asm/byteorder.h>

#include "kunit.h"

/**
 * ersym_address_ipv4_is_private() - test for an address that is not public
 * @address: network byte order
 *
 * RFC 6890: this network, RFC 1918, shared (RFC 6598), loopback, link-local
 * and reserved addresses. The blocks for documentation count as public,
 * because examples use them in place of public addresses.
 *
 * Return: true if the address is not one of the public Internet.
 */
bool ersym_address_ipv4_is_private(__be32 address)
{
	u32 a = be32_to_cpu(address);

	return a >> 24 == 0 || a >> 24 == 10 || a >> 24 == 127 ||
	       a >> 20 == 0xac1 ||	/* 172.16.0.0/12 */
	       a >> 16 == 0xc0a8 ||	/* 192.168.0.0/16 */
	       a >> 16 == 0xa9fe ||	/* 169.254.0.0/16 */
	       a >> 22 == 0x191 ||	/* 100.64.0.0/10 */
	       a >> 28 == 0xf;		/* 240.0.0.0/4 */
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_address_ipv4_is_private);

/**
 * ersym_address_ipv6_is_private() - test for an address that is not public
 * @address: address to test
 *
 * RFC 4291: every address outside global unicast (2000::/3) is private.
 *
 * Return: true if the address is not one of the public Internet.
 */
bool ersym_address_ipv6_is_private(const struct in6_addr *address)
{
	return address->s6_addr[0] >> 5 != 1;
}
EXPORT_SYMBOL_IF_ERSYM_KUNIT(ersym_address_ipv6_is_private);

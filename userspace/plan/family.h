/* SPDX-License-Identifier: GPL-2.0 */
/* What differs between IPv4 and IPv6 in the nft table. */
#ifndef ERSYM_PLAN_FAMILY_H
#define ERSYM_PLAN_FAMILY_H

#include <net/if.h>
#include <stdint.h>

#include "plan/nft.h"

/* Where in a key of IFNAME . address the address is, in bytes. */
#define AT_ADDRESS IFNAMSIZ

/**
 * struct family - a family of addresses
 * @nfproto: in the kernel's hooks
 * @len: bytes of an address
 * @saddr: offset of the source in the network header; @daddr likewise
 * @ct_daddr: the key of ct for the destination
 * @suffix: of the names of sets
 */
struct family {
	uint8_t af;
	uint8_t nfproto;
	uint8_t len;
	uint8_t saddr, daddr;
	uint8_t ct_daddr;
	enum nft_field field;
	const char *suffix;
};

extern const struct family families[2];

#define for_each_family(f) for ((f) = families; (f) < families + 2; (f)++)

#endif

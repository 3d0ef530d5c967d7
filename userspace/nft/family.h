/* SPDX-License-Identifier: GPL-2.0 */
/* What differs between IPv4 and IPv6 in the nft table. */
#ifndef ERSYM_NFT_FAMILY_H
#define ERSYM_NFT_FAMILY_H

#include <net/if.h>
#include <stdint.h>

#include "nft/table.h"

/* Where in a key of IFNAME . address the address is, in bytes. */
#define AT_ADDRESS IFNAMSIZ

/**
 * struct family - a family of addresses
 * @af: AF_INET or AF_INET6
 * @nfproto: NFPROTO_IPV4 or NFPROTO_IPV6
 * @len: bytes of an address
 * @saddr: offset of the source address in the network header
 * @daddr: offset of the destination address
 * @ct_saddr: key of ct for the source address
 * @ct_daddr: key of ct for the destination address
 * @field: type of an address
 * @suffix: end of the names of sets of this family
 */
struct family {
	uint8_t af;
	uint8_t nfproto;
	uint8_t len;
	uint8_t saddr, daddr;
	uint8_t ct_saddr, ct_daddr;
	enum nft_field field;
	const char *suffix;
};

extern const struct family families[2];

#define for_each_family(f) for ((f) = families; (f) < families + 2; (f)++)

/**
 * nft_family_add_set() - add the set of a family to a table
 * @table: the table
 * @name: name of the set, without the suffix of the family
 * @f: the family
 *
 * Return: the set; the pointer is valid until the next one is added.
 */
struct nft_set *nft_family_add_set(struct nft_table *table, const char *name,
				   const struct family *f);

/**
 * nft_family_set() - find the set of a family in a table
 * @table: the table
 * @name: name of the set, without the suffix of the family
 * @f: the family
 *
 * Return: the set or NULL.
 */
const struct nft_set *nft_family_set(const struct nft_table *table, const char *name,
				     const struct family *f);

#endif

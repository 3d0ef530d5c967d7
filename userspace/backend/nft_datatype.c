// SPDX-License-Identifier: GPL-2.0
#include "backend/nft_datatype.h"

#include <string.h>

#include <linux/netfilter/nf_tables.h>

/* Numbers of nft's enum datatypes; a concatenation has six bits for each field. */
static const uint8_t datatypes[] = {
	[NFT_FIELD_IFNAME] = 41, [NFT_FIELD_IPV4] = 7,	   [NFT_FIELD_IPV6] = 8,
	[NFT_FIELD_PROTOCOL] = 12, [NFT_FIELD_PORT] = 13, [NFT_FIELD_INTEGER] = 4,
	[NFT_FIELD_MARK] = 19,
};

#define TYPE_BITS 6

uint32_t nft_datatype_write(const enum nft_field field[static NFT_FIELDS_MAX])
{
	uint32_t type = 0;
	size_t i;

	if (field[0] == NFT_FIELD_VERDICT)
		return NFT_DATA_VERDICT;
	for (i = 0; i < nft_fields_count(field); i++)
		type = type << TYPE_BITS | datatypes[field[i]];
	return type;
}

static enum nft_field field_of(uint32_t datatype)
{
	size_t i;

	for (i = NFT_FIELD_IFNAME; i < sizeof(datatypes); i++)
		if (datatypes[i] == datatype)
			return i;
	return NFT_FIELD_OTHER;
}

void nft_datatype_read(uint32_t type, enum nft_field field[static NFT_FIELDS_MAX])
{
	size_t i, n = 0;

	memset(field, 0, NFT_FIELDS_MAX * sizeof(*field));
	if (type == NFT_DATA_VERDICT) {
		field[0] = NFT_FIELD_VERDICT;
		return;
	}
	while (n < NFT_FIELDS_MAX && type >> n * TYPE_BITS)
		n++;
	if (!n || type >> n * TYPE_BITS) {
		field[0] = NFT_FIELD_OTHER;
		return;
	}
	for (i = 0; i < n; i++)
		field[i] = field_of(type >> (n - 1 - i) * TYPE_BITS & 0x3f);
}

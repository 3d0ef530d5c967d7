// SPDX-License-Identifier: GPL-2.0
#include "nft/family.h"

#include <netinet/in.h>
#include <stdio.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

const struct family families[2] = {
	{ AF_INET, NFPROTO_IPV4, 4, 12, 16, NFT_CT_SRC_IP, NFT_CT_DST_IP, NFT_FIELD_IPV4, "" },
	{ AF_INET6, NFPROTO_IPV6, 16, 8, 24, NFT_CT_SRC_IP6, NFT_CT_DST_IP6,
	  NFT_FIELD_IPV6, "6" },
};

static const char *full_name(char buf[static NFT_NAME_SIZE], const char *name,
			     const struct family *f)
{
	snprintf(buf, NFT_NAME_SIZE, "%s%s", name, f->suffix);
	return buf;
}

struct nft_set *nft_family_add_set(struct nft_table *table, const char *name,
				   const struct family *f)
{
	char buf[NFT_NAME_SIZE];

	return nft_table_add_set(table, full_name(buf, name, f));
}

const struct nft_set *nft_family_set(const struct nft_table *table, const char *name,
				     const struct family *f)
{
	char buf[NFT_NAME_SIZE];

	return nft_table_set(table, full_name(buf, name, f));
}

// SPDX-License-Identifier: GPL-2.0
#include "plan/family.h"

#include <netinet/in.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

const struct family families[2] = {
	{ AF_INET, NFPROTO_IPV4, 4, 12, 16, NFT_CT_DST_IP, NFT_FIELD_IPV4, "" },
	{ AF_INET6, NFPROTO_IPV6, 16, 8, 24, NFT_CT_DST_IP6, NFT_FIELD_IPV6, "6" },
};

// SPDX-License-Identifier: GPL-2.0
#include "backend/rule_phrase.h"

#include <linux/netfilter.h>

#include "util/alloc.h"
#include "util/shell.h"

const char *nft_family_name(uint32_t family)
{
	switch (family) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	case NFPROTO_BRIDGE:
		return "bridge";
	case NFPROTO_NETDEV:
		return "netdev";
	case NFPROTO_ARP:
		return "arp";
	}
	return "unknown";
}

char *rule_phrase(const struct nftnl_rule *rule)
{
	return xasprintf("rule with handle %llu of chain %s in table %s %s",
			 (unsigned long long)nftnl_rule_get_u64(rule, NFTNL_RULE_HANDLE),
			 nftnl_rule_get_str(rule, NFTNL_RULE_CHAIN),
			 nft_family_name(nftnl_rule_get_u32(rule, NFTNL_RULE_FAMILY)),
			 nftnl_rule_get_str(rule, NFTNL_RULE_TABLE));
}

char *rule_deletion(const struct nftnl_rule *rule)
{
	return xasprintf("nft delete rule %s %s %s handle %llu",
			 nft_family_name(nftnl_rule_get_u32(rule, NFTNL_RULE_FAMILY)),
			 shell_name(nftnl_rule_get_str(rule, NFTNL_RULE_TABLE)),
			 shell_name(nftnl_rule_get_str(rule, NFTNL_RULE_CHAIN)),
			 (unsigned long long)nftnl_rule_get_u64(rule, NFTNL_RULE_HANDLE));
}

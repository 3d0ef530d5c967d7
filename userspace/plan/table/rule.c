// SPDX-License-Identifier: GPL-2.0
#include "plan/table/rule.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "plan/table/names.h"

void table_rule_device(struct nft_chain *chain, uint32_t key, const char *set, int code,
		       const char *target)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, key, 0);
	expr_lookup(rule, set, "");
	expr_verdict(rule, code, target);
}

/* iifname . ip saddr @accepted accept */
void table_rule_accepted(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_family(rule, f);
	expr_meta(rule, NFT_META_IIFNAME, 0);
	expr_address(rule, f, f->saddr, AT_ADDRESS);
	expr_lookup(rule, TABLE_SET_ACCEPTED, f->suffix);
	expr_verdict(rule, NF_ACCEPT, "");
}

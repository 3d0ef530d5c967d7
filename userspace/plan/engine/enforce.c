// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/enforce.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "nft/family.h"
#include "plan/engine/names.h"
#include "plan/engine/rule.h"
#include "plan/table/sets.h"

bool engine_enforces(const struct engine_table *p)
{
	return p->site->enforce.n;
}

void engine_drop(const struct engine_table *p, struct nft_rule *rule)
{
	if (engine_enforces(p))
		expr_verdict(rule, NFT_JUMP, ENGINE_CHAIN_ENFORCE);
	else
		expr_verdict(rule, NF_DROP, "");
}

/*
 * ct original ip saddr @enforce drop, and ct reply ip saddr: the two ends of a connection,
 * before what NAT makes of them.
 */
static void rules_connection(struct nft_chain *chain, const struct family *f)
{
	static const uint8_t directions[] = { IP_CT_DIR_ORIGINAL, IP_CT_DIR_REPLY };
	struct nft_rule *rule;
	size_t i;

	for (i = 0; i < 2; i++) {
		rule = nft_chain_add_rule(chain);
		expr_ct(rule, f->ct_saddr, directions[i], 0);
		expr_lookup(rule, ENGINE_SET_ENFORCE, f->suffix);
		expr_verdict(rule, NF_DROP, "");
	}
}

/* A packet without a connection has its own addresses only. */
static void rules_packet(struct nft_chain *chain, const struct family *f)
{
	const uint8_t addresses[] = { f->saddr, f->daddr };
	struct nft_rule *rule;
	size_t i;

	for (i = 0; i < 2; i++) {
		rule = nft_chain_add_rule(chain);
		engine_match_state(rule, NF_CT_STATE_INVALID_BIT | NF_CT_STATE_UNTRACKED_BIT, true);
		expr_family(rule, f);
		expr_address(rule, f, addresses[i], 0);
		expr_lookup(rule, ENGINE_SET_ENFORCE, f->suffix);
		expr_verdict(rule, NF_DROP, "");
	}
}

void engine_enforce(const struct engine_table *p)
{
	const struct family *f;
	struct nft_chain *chain;

	if (!engine_enforces(p))
		return;
	chain = nft_table_add_chain(p->table, ENGINE_CHAIN_ENFORCE);
	for_each_family(f) {
		table_set_of_prefixes(ENGINE_SET_ENFORCE, &p->site->enforce, f, p->table);
		if (!nft_family_set(p->table, ENGINE_SET_ENFORCE, f))
			continue;
		rules_connection(chain, f);
		rules_packet(chain, f);
	}
}

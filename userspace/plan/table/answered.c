// SPDX-License-Identifier: GPL-2.0
#include "plan/table/answered.h"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <stdlib.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "nft/family.h"
#include "plan/table/names.h"
#include "plan/table/sets.h"

#define PRIORITY_FILTER 0

static void set_answered(const struct wires *wires, const struct family *f,
			 struct nft_table *table)
{
	struct prefix_list list = { 0 };
	size_t i;

	for (i = 0; i < wires->n; i++)
		prefix_list_add(&list, &wires->v[i].prefix);
	table_set_of_prefixes(TABLE_SET_ANSWERED, &list, f, table);
	free(list.v);
}

/* icmpv6 type nd-neighbor-solicit accept */
static void rule_solicitation(struct nft_chain *chain)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_meta(rule, NFT_META_L4PROTO, 0);
	expr_cmp_u8(rule, IPPROTO_ICMPV6);
	expr_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1, 0);
	expr_cmp_u8(rule, ND_NEIGHBOR_SOLICIT);
	expr_verdict(rule, NF_ACCEPT, "");
}

/* ip daddr @answered counter name refused drop */
static void rule_drop(struct nft_chain *chain, const struct family *f)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_family(rule, f);
	expr_address(rule, f, f->daddr, 0);
	expr_lookup(rule, TABLE_SET_ANSWERED, f->suffix);
	expr_count(rule, TABLE_COUNTER_REFUSED);
	expr_verdict(rule, NF_DROP, "");
}

void table_answered(const struct wires *wires, struct nft_table *table)
{
	struct nft_chain *chain;
	const struct family *f;

	if (!wires->n)
		return;
	for_each_family(f)
		set_answered(wires, f, table);
	chain = nft_table_add_base_chain(table, TABLE_CHAIN_ANSWERED, "filter", NF_INET_LOCAL_IN,
					 PRIORITY_FILTER);
	if (nft_family_set(table, TABLE_SET_ANSWERED, &families[1]))
		rule_solicitation(chain);
	for_each_family(f)
		if (nft_family_set(table, TABLE_SET_ANSWERED, f))
			rule_drop(chain, f);
}

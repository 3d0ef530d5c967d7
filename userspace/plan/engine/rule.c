// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/rule.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "plan/engine/names.h"
#include "plan/table/names.h"

struct nft_chain *engine_chain(const struct engine_table *p, const char *what, const char *circuit)
{
	char name[NFT_NAME_SIZE];

	return nft_table_add_chain(p->table, table_chain_name(name, what, circuit));
}

void engine_goto(struct nft_rule *rule, const char *what, const char *circuit)
{
	char name[NFT_NAME_SIZE];

	expr_verdict(rule, NFT_GOTO, table_chain_name(name, what, circuit));
}

void engine_rule_verdict(struct nft_chain *chain, int code, const char *target)
{
	expr_verdict(nft_chain_add_rule(chain), code, target);
}

/* ct mark & MASK */
void engine_load_mark(struct nft_rule *rule, uint32_t mask, unsigned int at)
{
	expr_ct(rule, NFT_CT_MARK, NFT_NO_DIRECTION, at);
	expr_bitwise(rule, mask, 0, at);
}

/* ct mark set ct mark & ~FIELDS | VALUE */
void engine_write_mark(struct nft_rule *rule, uint32_t fields, uint32_t value)
{
	expr_ct(rule, NFT_CT_MARK, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, ~fields, value, 0);
	expr_ct_set(rule, NFT_CT_MARK);
}

/* ct state STATES, or none of them */
void engine_match_state(struct nft_rule *rule, uint32_t states, bool any)
{
	expr_ct(rule, NFT_CT_STATE, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, states, 0, 0);
	expr_cmp_u32(rule, any ? NFT_CMP_NEQ : NFT_CMP_EQ, 0, 0);
}

void engine_match_known(struct nft_rule *rule, const struct engine_table *p, enum mark_field field,
			uint32_t flags)
{
	engine_load_mark(rule, mark_field_mask(&p->layout, field), 0);
	expr_lookup(rule, engine_known_set(field), "");
	rule->expression[rule->n_expression - 1].flags = flags;
}

/* ct direction DIRECTION: true of no packet that has no connection. */
struct nft_rule *engine_rule_direction(struct nft_chain *chain, uint8_t direction)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_ct(rule, NFT_CT_DIRECTION, NFT_NO_DIRECTION, 0);
	expr_cmp_u8(rule, direction);
	return rule;
}

/* ct direction DIRECTION ct mark & MASK == VALUE */
struct nft_rule *engine_rule_fact(struct nft_chain *chain, uint8_t direction, uint32_t mask,
				  uint32_t value)
{
	struct nft_rule *rule = engine_rule_direction(chain, direction);

	engine_load_mark(rule, mask, 0);
	expr_cmp_u32(rule, NFT_CMP_EQ, value, 0);
	return rule;
}

/* ct status STATUS, or not */
struct nft_rule *engine_rule_status(struct nft_chain *chain, uint32_t status, bool set)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);

	expr_ct(rule, NFT_CT_STATUS, NFT_NO_DIRECTION, 0);
	expr_bitwise(rule, status, 0, 0);
	expr_cmp_u32(rule, set ? NFT_CMP_NEQ : NFT_CMP_EQ, 0, 0);
	return rule;
}

/* ct status ! confirmed: the first packet of a connection. */
struct nft_rule *engine_rule_first(struct nft_chain *chain)
{
	return engine_rule_status(chain, IPS_CONFIRMED, false);
}

// SPDX-License-Identifier: GPL-2.0
#include "nft/expression.h"

#include <stdio.h>
#include <string.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>

#include "util/array.h"

uint32_t nft_register(unsigned int at)
{
	return at % 16 ? NFT_REG32_00 + at / 4 : NFT_REG_1 + at / 16;
}

struct nft_expression *expr_add(struct nft_rule *rule, enum nft_expression_type type)
{
	struct nft_expression *e;

	rule->expression = array_grow(rule->expression, rule->n_expression,
				      sizeof(*rule->expression));
	e = &rule->expression[rule->n_expression++];
	e->type = type;
	return e;
}

static void set_name(struct nft_expression *e, const char *name, const char *suffix)
{
	snprintf(e->name, sizeof(e->name), "%s%s", name, suffix);
}

void expr_meta(struct nft_rule *rule, uint32_t key, unsigned int at)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_META);

	e->key = key;
	e->dreg = nft_register(at);
}

void expr_meta_set(struct nft_rule *rule, uint32_t key)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_META);

	e->key = key;
	e->sreg = nft_register(0);
}

void expr_payload(struct nft_rule *rule, uint32_t base, uint32_t offset, uint32_t len,
		  unsigned int at)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_PAYLOAD);

	e->key = base;
	e->offset = offset;
	e->len = len;
	e->dreg = nft_register(at);
}

void expr_ct(struct nft_rule *rule, uint32_t key, uint8_t direction, unsigned int at)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_CT);

	e->key = key;
	e->direction = direction;
	e->dreg = nft_register(at);
}

void expr_ct_set(struct nft_rule *rule, uint32_t key)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_CT);

	e->key = key;
	e->direction = NFT_NO_DIRECTION;
	e->sreg = nft_register(0);
}

static struct nft_expression *add_cmp(struct nft_rule *rule, uint32_t operation, const void *data,
				      uint32_t len)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_CMP);

	e->key = operation;
	e->sreg = nft_register(0);
	e->len = len;
	memcpy(e->data, data, len);
	return e;
}

void expr_cmp(struct nft_rule *rule, uint32_t operation, const void *data, uint32_t len)
{
	add_cmp(rule, operation, data, len);
}

void expr_cmp_u8(struct nft_rule *rule, uint8_t value)
{
	add_cmp(rule, NFT_CMP_EQ, &value, sizeof(value));
}

void expr_cmp_u32(struct nft_rule *rule, uint32_t operation, uint32_t value, unsigned int at)
{
	add_cmp(rule, operation, &value, sizeof(value))->sreg = nft_register(at);
}

void expr_bitwise(struct nft_rule *rule, uint32_t mask, uint32_t xor, unsigned int at)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_BITWISE);

	e->sreg = nft_register(at);
	e->dreg = nft_register(at);
	e->len = sizeof(mask);
	memcpy(e->data, &mask, sizeof(mask));
	memcpy(e->data + sizeof(mask), &xor, sizeof(xor));
}

void expr_bitwise_u8(struct nft_rule *rule, uint8_t mask)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_BITWISE);

	e->sreg = nft_register(0);
	e->dreg = nft_register(0);
	e->len = sizeof(mask);
	e->data[0] = mask;
}

void expr_immediate(struct nft_rule *rule, const void *data, uint32_t len, unsigned int at)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_IMMEDIATE);

	e->dreg = nft_register(at);
	e->len = len;
	memcpy(e->data, data, len);
}

void expr_lookup(struct nft_rule *rule, const char *set, const char *suffix)
{
	expr_map(rule, set, suffix, NFT_NO_REGISTER);
}

void expr_map(struct nft_rule *rule, const char *name, const char *suffix, uint32_t dreg)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_LOOKUP);

	e->sreg = nft_register(0);
	e->dreg = dreg;
	set_name(e, name, suffix);
}

void expr_verdict(struct nft_rule *rule, int code, const char *chain)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_VERDICT);

	e->key = code;
	set_name(e, chain, "");
}

void expr_count(struct nft_rule *rule, const char *counter)
{
	set_name(expr_add(rule, NFT_EXPRESSION_COUNTER), counter, "");
}

void expr_flow_offload(struct nft_rule *rule, const char *flowtable)
{
	set_name(expr_add(rule, NFT_EXPRESSION_FLOW_OFFLOAD), flowtable, "");
}

static void expr_local(struct nft_rule *rule, uint32_t operation, uint32_t flags)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_FIB);

	e->key = NFT_FIB_RESULT_ADDRTYPE;
	e->flags = flags;
	e->dreg = nft_register(0);
	expr_cmp_u32(rule, operation, RTN_LOCAL, 0);
}

void expr_own_address(struct nft_rule *rule, uint32_t operation)
{
	expr_local(rule, operation, NFTA_FIB_F_SADDR | NFTA_FIB_F_OIF);
}

void expr_not_the_hosts(struct nft_rule *rule)
{
	expr_own_address(rule, NFT_CMP_NEQ);
	expr_local(rule, NFT_CMP_NEQ, NFTA_FIB_F_SADDR);
}

void expr_to_own_address(struct nft_rule *rule)
{
	expr_local(rule, NFT_CMP_EQ, NFTA_FIB_F_DADDR | NFTA_FIB_F_IIF);
}

struct nft_expression *expr_nat(struct nft_rule *rule, uint32_t type, const struct family *f)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_NAT);

	e->key = type;
	e->family = f->nfproto;
	e->address[0] = nft_register(0);
	return e;
}

void expr_dynset(struct nft_rule *rule, const char *set)
{
	struct nft_expression *e = expr_add(rule, NFT_EXPRESSION_DYNSET);

	e->key = NFT_DYNSET_OP_ADD;
	e->sreg = nft_register(0);
	set_name(e, set, "");
}

void expr_family(struct nft_rule *rule, const struct family *f)
{
	expr_meta(rule, NFT_META_NFPROTO, 0);
	expr_cmp_u8(rule, f->nfproto);
}

void expr_address(struct nft_rule *rule, const struct family *f, uint8_t offset, unsigned int at)
{
	expr_payload(rule, NFT_PAYLOAD_NETWORK_HEADER, offset, f->len, at);
}

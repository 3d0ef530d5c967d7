/* SPDX-License-Identifier: GPL-2.0 */
/* Chains of the nft table, and their rules as programs of expressions. */
#ifndef ERSYM_NFT_CHAIN_H
#define ERSYM_NFT_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nft/set.h"

/* enum nft_expression_type - what an expression does, in the words of the kernel */
enum nft_expression_type {
	NFT_EXPRESSION_META,
	NFT_EXPRESSION_PAYLOAD,
	NFT_EXPRESSION_CT,
	NFT_EXPRESSION_RT,
	NFT_EXPRESSION_FIB,
	NFT_EXPRESSION_CMP,
	NFT_EXPRESSION_BITWISE,
	NFT_EXPRESSION_HASH,
	NFT_EXPRESSION_LOOKUP,
	NFT_EXPRESSION_IMMEDIATE,
	NFT_EXPRESSION_VERDICT,
	NFT_EXPRESSION_COUNTER,
	NFT_EXPRESSION_NAT,
	NFT_EXPRESSION_MASQUERADE,
	NFT_EXPRESSION_DYNSET,
	NFT_EXPRESSION_FLOW_OFFLOAD,
	NFT_EXPRESSION_OTHER,		/* one that ersym does not use */
};

/* Values of fields that are absent. */
#define NFT_NO_REGISTER 0xffffffff
#define NFT_NO_DIRECTION 0xff

/**
 * struct nft_expression - one step of a rule
 * @type: what it does
 * @sreg: source register of CMP, BITWISE, HASH, LOOKUP, DYNSET; of META and CT
 *        that set a value, else 0
 * @dreg: destination register of those that load; of LOOKUP in a map, else
 *        NFT_NO_REGISTER
 * @key: of META, CT, RT; result of FIB; base of PAYLOAD; operation of CMP and
 *       DYNSET; code of VERDICT; type of NAT
 * @offset: of PAYLOAD and HASH
 * @len: of PAYLOAD, BITWISE, HASH; of @data in CMP and IMMEDIATE
 * @direction: of CT, or NFT_NO_DIRECTION
 * @flags: of FIB, NAT, MASQUERADE, LOOKUP
 * @modulus: of HASH
 * @seed: of HASH
 * @family: of NAT
 * @address: first and last register of the addresses of NAT, or 0
 * @port: first and last register of the ports of NAT, or 0
 * @data: of CMP and IMMEDIATE; mask and then xor of BITWISE
 * @name: of a set, a counter, a chain, a flowtable; of the expression itself if
 *        it is OTHER; empty for the anonymous map of the rule
 *
 * Fields have the values of the attributes of the kernel. Registers are numbered
 * as in a dump: 1 to 4 for a whole one of 16 bytes, 8 and up for the quarters
 * that do not begin one. Fields that a type does not use are zero.
 */
struct nft_expression {
	enum nft_expression_type type;
	uint32_t sreg;
	uint32_t dreg;
	uint32_t key;
	uint32_t offset;
	uint32_t len;
	uint8_t direction;
	uint32_t flags;
	uint32_t modulus;
	uint32_t seed;
	uint32_t family;
	uint32_t address[2];
	uint32_t port[2];
	uint8_t data[32];
	char name[NFT_NAME_SIZE];
};

/**
 * struct nft_rule - a rule
 * @expression: its steps
 * @n_expression: number of @expression
 * @anonymous: a map that only this rule has, or NULL
 */
struct nft_rule {
	struct nft_expression *expression;
	size_t n_expression;
	struct nft_set *anonymous;
};

/**
 * struct nft_chain - a chain
 * @name: name in the table
 * @type: type of a base chain, "nat", "filter" or "route"; else empty
 * @hook: enum nf_inet_hooks
 * @priority: lower priorities are called first
 * @policy: NF_ACCEPT or NF_DROP
 * @rule: rules, in order
 * @n_rule: number of @rule
 */
struct nft_chain {
	char name[NFT_NAME_SIZE];
	char type[16];
	uint32_t hook;
	int32_t priority;
	uint32_t policy;
	struct nft_rule *rule;
	size_t n_rule;
};

/**
 * nft_chain_add_rule() - append an empty rule to a chain
 * @chain: the chain
 *
 * Return: the rule; the pointer is valid until the next one is added.
 */
struct nft_rule *nft_chain_add_rule(struct nft_chain *chain);

/**
 * nft_rule_equal() - compare two rules
 * @a: a rule
 * @b: another one
 *
 * Return: true if they are the same; false if one has an expression that ersym
 * does not use.
 */
bool nft_rule_equal(const struct nft_rule *a, const struct nft_rule *b);

/**
 * nft_chain_same_shape() - compare two chains without names and rules
 * @a: a chain
 * @b: another one
 *
 * Return: true if one can become the other by replacing rules.
 */
bool nft_chain_same_shape(const struct nft_chain *a, const struct nft_chain *b);

/**
 * nft_chain_equal() - compare two chains without their names
 * @a: a chain
 * @b: another one
 *
 * Return: true if they are the same.
 */
bool nft_chain_equal(const struct nft_chain *a, const struct nft_chain *b);

/**
 * nft_chain_offloads() - check whether a chain adds connections to a flowtable
 * @chain: the chain
 *
 * Return: true if one of its rules does.
 */
bool nft_chain_offloads(const struct nft_chain *chain);

/**
 * nft_rule_free() - free the expressions and the map of a rule
 * @rule: the rule
 */
void nft_rule_free(struct nft_rule *rule);

#endif

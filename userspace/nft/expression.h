/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Expressions of rules, added one at a time.
 *
 * @at is where in the registers a value is, in bytes, a multiple of 4; where there
 * is no such parameter, the value begins at 0.
 */
#ifndef ERSYM_NFT_EXPRESSION_H
#define ERSYM_NFT_EXPRESSION_H

#include <stdint.h>

#include "nft/chain.h"
#include "nft/family.h"

/**
 * nft_register() - number of a register as the kernel dumps it
 * @at: where in the registers
 *
 * Return: the number.
 */
uint32_t nft_register(unsigned int at);

/**
 * expr_add() - add an expression, all zero but its type
 * @rule: the rule
 * @type: the type
 *
 * Return: the expression; the pointer is valid until the next one is added.
 */
struct nft_expression *expr_add(struct nft_rule *rule, enum nft_expression_type type);

/* meta KEY */
void expr_meta(struct nft_rule *rule, uint32_t key, unsigned int at);
/* meta KEY set */
void expr_meta_set(struct nft_rule *rule, uint32_t key);
/* @BASE,OFFSET,LEN, both in bytes */
void expr_payload(struct nft_rule *rule, uint32_t base, uint32_t offset, uint32_t len,
		  unsigned int at);
/* ct [DIRECTION] KEY */
void expr_ct(struct nft_rule *rule, uint32_t key, uint8_t direction, unsigned int at);
/* ct KEY set */
void expr_ct_set(struct nft_rule *rule, uint32_t key);
/* == DATA or != DATA */
void expr_cmp(struct nft_rule *rule, uint32_t operation, const void *data, uint32_t len);
/* == VALUE of one byte */
void expr_cmp_u8(struct nft_rule *rule, uint8_t value);
/* == VALUE or != VALUE of four bytes */
void expr_cmp_u32(struct nft_rule *rule, uint32_t operation, uint32_t value, unsigned int at);
/* & MASK ^ XOR, of four bytes */
void expr_bitwise(struct nft_rule *rule, uint32_t mask, uint32_t xor, unsigned int at);
/* & MASK, of one byte */
void expr_bitwise_u8(struct nft_rule *rule, uint8_t mask);
/* Load constant data. */
void expr_immediate(struct nft_rule *rule, const void *data, uint32_t len, unsigned int at);
/* @SET; SET and SUFFIX make up the name */
void expr_lookup(struct nft_rule *rule, const char *set, const char *suffix);
/* map @NAME; an empty name is the anonymous map of the rule */
void expr_map(struct nft_rule *rule, const char *name, const char *suffix, uint32_t dreg);
/* A verdict; @chain is the target of jump and goto, else "". */
void expr_verdict(struct nft_rule *rule, int code, const char *chain);
/* counter name COUNTER */
void expr_count(struct nft_rule *rule, const char *counter);
/* flow add @FLOWTABLE */
void expr_flow_offload(struct nft_rule *rule, const char *flowtable);
/* fib saddr . oif type local, or != local */
void expr_own_address(struct nft_rule *rule, uint32_t operation);
/* fib daddr . iif type local: the packet is for an address of the device it came in on */
void expr_to_own_address(struct nft_rule *rule);
/*
 * fib saddr . oif type != local fib saddr type != local: an address of no device. The
 * first looks in the VRF that the packet leaves in, the second in the main table.
 */
void expr_not_the_hosts(struct nft_rule *rule);
/*
 * snat or dnat to the address that is in the registers from 0; it returns the expression,
 * to which the registers of a last address and of ports can be added.
 */
struct nft_expression *expr_nat(struct nft_rule *rule, uint32_t type, const struct family *f);
/* add @SET { KEY counter }: the key is in the registers from 0 */
void expr_dynset(struct nft_rule *rule, const char *set);
/* meta nfproto FAMILY, which a table of both families needs before an address */
void expr_family(struct nft_rule *rule, const struct family *f);
/* ip saddr or ip daddr; @offset is the address in the network header */
void expr_address(struct nft_rule *rule, const struct family *f, uint8_t offset,
		  unsigned int at);

#endif

/* SPDX-License-Identifier: GPL-2.0 */
/* Rules of the nft table, written step by step. */
#ifndef ERSYM_PLAN_PROGRAM_H
#define ERSYM_PLAN_PROGRAM_H

#include <stdint.h>

#include "plan/family.h"
#include "plan/nft.h"

/* @at is where in the registers something is, in bytes: a multiple of 4. */

/* The number, as the kernel dumps it, of the register there. */
uint32_t nft_register(unsigned int at);

struct nft_chain *nft_base_chain(struct nft_table *table, const char *name, const char *type,
				 uint32_t hook, int32_t priority);

/* Each adds one expression, or what its comment says. */
struct nft_expression *expr_add(struct nft_rule *rule, enum nft_expression_type type);
void expr_meta(struct nft_rule *rule, uint32_t key, unsigned int at);
void expr_meta_set(struct nft_rule *rule, uint32_t key);
void expr_payload(struct nft_rule *rule, uint32_t base, uint32_t offset, uint32_t len,
		  unsigned int at);
void expr_ct(struct nft_rule *rule, uint32_t key, uint8_t direction, unsigned int at);
void expr_ct_set(struct nft_rule *rule, uint32_t key);
void expr_cmp(struct nft_rule *rule, uint32_t operation, const void *data, uint32_t len);
void expr_cmp_u8(struct nft_rule *rule, uint8_t value);
void expr_cmp_u32(struct nft_rule *rule, uint32_t operation, uint32_t value, unsigned int at);
/* What is @at becomes (it & @mask) ^ @xor. */
void expr_bitwise(struct nft_rule *rule, uint32_t mask, uint32_t xor, unsigned int at);
/* Likewise, of one byte at 0, and no xor. */
void expr_bitwise_u8(struct nft_rule *rule, uint8_t mask);
void expr_immediate(struct nft_rule *rule, const void *data, uint32_t len, unsigned int at);
void expr_lookup(struct nft_rule *rule, const char *set, const char *suffix);
void expr_map(struct nft_rule *rule, const char *name, const char *suffix, uint32_t dreg);
void expr_verdict(struct nft_rule *rule, int code, const char *chain);
void expr_count(struct nft_rule *rule, const char *counter);
/* "flow add @NAME" */
void expr_flow_offload(struct nft_rule *rule, const char *flowtable);
/* "fib saddr . oif type local", or what is not. */
void expr_own_address(struct nft_rule *rule, uint32_t operation);
/*
 * "fib saddr . oif type != local fib saddr type != local": an address of no device. The
 * first knows those of a VRF that the packet leaves in, the second all others.
 */
void expr_not_the_hosts(struct nft_rule *rule);
/* Adds an element, or counts on the one that is there. The key is in the registers from 0. */
void expr_dynset(struct nft_rule *rule, const char *set);
/* "is an IPv4 packet", which a look at an IPv4 header needs in a table of both families. */
void expr_family(struct nft_rule *rule, const struct family *f);
void expr_address(struct nft_rule *rule, const struct family *f, uint8_t offset,
		  unsigned int at);

#endif

// SPDX-License-Identifier: GPL-2.0
#include "backend/nft_expression.h"

#include <string.h>

#include <libnftnl/expr.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>

#include "util/alloc.h"
#include "util/array.h"

/* Flags of NAT that the kernel derives from the registers, and reports with the others. */
#define NAT_DERIVED (NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED)

static bool has(const struct nftnl_expr *e, uint16_t attribute)
{
	return nftnl_expr_is_set(e, attribute);
}

static uint32_t get(const struct nftnl_expr *e, uint16_t attribute)
{
	return has(e, attribute) ? nftnl_expr_get_u32(e, attribute) : 0;
}

static void get_name(const struct nftnl_expr *e, uint16_t attribute, struct nft_expression *to)
{
	if (has(e, attribute))
		strncpy(to->name, nftnl_expr_get_str(e, attribute), sizeof(to->name) - 1);
}

/* Writes data to @offset of @to->data, and returns their length. */
static uint32_t get_data(const struct nftnl_expr *e, uint16_t attribute,
			 struct nft_expression *to, size_t offset)
{
	const void *data;
	uint32_t len;

	data = has(e, attribute) ? nftnl_expr_get(e, attribute, &len) : NULL;
	if (!data || len > sizeof(to->data) - offset)
		return 0;
	memcpy(to->data + offset, data, len);
	return len;
}

static bool read_meta(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_META;
	to->key = get(from, NFTNL_EXPR_META_KEY);
	to->dreg = get(from, NFTNL_EXPR_META_DREG);
	to->sreg = get(from, NFTNL_EXPR_META_SREG);
	return true;
}

static bool read_payload(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_PAYLOAD;
	to->key = get(from, NFTNL_EXPR_PAYLOAD_BASE);
	to->offset = get(from, NFTNL_EXPR_PAYLOAD_OFFSET);
	to->len = get(from, NFTNL_EXPR_PAYLOAD_LEN);
	to->dreg = get(from, NFTNL_EXPR_PAYLOAD_DREG);
	return has(from, NFTNL_EXPR_PAYLOAD_DREG);
}

static bool read_ct(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_CT;
	to->key = get(from, NFTNL_EXPR_CT_KEY);
	to->dreg = get(from, NFTNL_EXPR_CT_DREG);
	to->direction = has(from, NFTNL_EXPR_CT_DIR) ? nftnl_expr_get_u8(from, NFTNL_EXPR_CT_DIR) :
						       NFT_NO_DIRECTION;
	to->sreg = get(from, NFTNL_EXPR_CT_SREG);
	return true;
}

static bool read_rt(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_RT;
	to->key = get(from, NFTNL_EXPR_RT_KEY);
	to->dreg = get(from, NFTNL_EXPR_RT_DREG);
	return true;
}

static bool read_fib(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_FIB;
	to->key = get(from, NFTNL_EXPR_FIB_RESULT);
	to->flags = get(from, NFTNL_EXPR_FIB_FLAGS);
	to->dreg = get(from, NFTNL_EXPR_FIB_DREG);
	return true;
}

static bool read_cmp(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_CMP;
	to->key = get(from, NFTNL_EXPR_CMP_OP);
	to->sreg = get(from, NFTNL_EXPR_CMP_SREG);
	to->len = get_data(from, NFTNL_EXPR_CMP_DATA, to, 0);
	return to->len;
}

static bool read_bitwise(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_BITWISE;
	to->sreg = get(from, NFTNL_EXPR_BITWISE_SREG);
	to->dreg = get(from, NFTNL_EXPR_BITWISE_DREG);
	to->len = get(from, NFTNL_EXPR_BITWISE_LEN);
	return get(from, NFTNL_EXPR_BITWISE_OP) == NFT_BITWISE_BOOL &&
	       get_data(from, NFTNL_EXPR_BITWISE_MASK, to, 0) == to->len &&
	       get_data(from, NFTNL_EXPR_BITWISE_XOR, to, to->len) == to->len;
}

static bool read_hash(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_HASH;
	to->sreg = get(from, NFTNL_EXPR_HASH_SREG);
	to->dreg = get(from, NFTNL_EXPR_HASH_DREG);
	to->len = get(from, NFTNL_EXPR_HASH_LEN);
	to->modulus = get(from, NFTNL_EXPR_HASH_MODULUS);
	to->offset = get(from, NFTNL_EXPR_HASH_OFFSET);
	to->seed = get(from, NFTNL_EXPR_HASH_SEED);
	return get(from, NFTNL_EXPR_HASH_TYPE) == NFT_HASH_JENKINS;
}

static bool read_lookup(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_LOOKUP;
	to->sreg = get(from, NFTNL_EXPR_LOOKUP_SREG);
	to->dreg = has(from, NFTNL_EXPR_LOOKUP_DREG) ? get(from, NFTNL_EXPR_LOOKUP_DREG) :
						       NFT_NO_REGISTER;
	to->flags = get(from, NFTNL_EXPR_LOOKUP_FLAGS);
	get_name(from, NFTNL_EXPR_LOOKUP_SET, to);
	return true;
}

static bool read_immediate(const struct nftnl_expr *from, struct nft_expression *to)
{
	if (has(from, NFTNL_EXPR_IMM_VERDICT)) {
		to->type = NFT_EXPRESSION_VERDICT;
		to->key = get(from, NFTNL_EXPR_IMM_VERDICT);
		get_name(from, NFTNL_EXPR_IMM_CHAIN, to);
		return true;
	}
	to->type = NFT_EXPRESSION_IMMEDIATE;
	to->dreg = get(from, NFTNL_EXPR_IMM_DREG);
	to->len = get_data(from, NFTNL_EXPR_IMM_DATA, to, 0);
	return to->len;
}

static bool read_counter(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_COUNTER;
	get_name(from, NFTNL_EXPR_OBJREF_IMM_NAME, to);
	return get(from, NFTNL_EXPR_OBJREF_IMM_TYPE) == NFT_OBJECT_COUNTER;
}

/* The kernel reports a last register even if only a first one was set. */
static void get_registers(const struct nftnl_expr *from, uint16_t first, uint16_t last,
			  uint32_t out[2])
{
	out[0] = get(from, first);
	out[1] = get(from, last);
	if (out[0] == out[1])
		out[1] = 0;
}

static bool read_nat(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_NAT;
	to->key = get(from, NFTNL_EXPR_NAT_TYPE);
	to->family = get(from, NFTNL_EXPR_NAT_FAMILY);
	to->flags = get(from, NFTNL_EXPR_NAT_FLAGS) & ~NAT_DERIVED;
	get_registers(from, NFTNL_EXPR_NAT_REG_ADDR_MIN, NFTNL_EXPR_NAT_REG_ADDR_MAX, to->address);
	get_registers(from, NFTNL_EXPR_NAT_REG_PROTO_MIN, NFTNL_EXPR_NAT_REG_PROTO_MAX, to->port);
	return true;
}

static bool read_masquerade(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_MASQUERADE;
	to->flags = get(from, NFTNL_EXPR_MASQ_FLAGS);
	return !has(from, NFTNL_EXPR_MASQ_REG_PROTO_MIN);
}

/* Counters belong to the set; a rule of ersym has none of its own. */
static bool read_dynset(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_DYNSET;
	to->key = get(from, NFTNL_EXPR_DYNSET_OP);
	to->sreg = get(from, NFTNL_EXPR_DYNSET_SREG_KEY);
	to->flags = get(from, NFTNL_EXPR_DYNSET_FLAGS);
	get_name(from, NFTNL_EXPR_DYNSET_SET_NAME, to);
	return !has(from, NFTNL_EXPR_DYNSET_SREG_DATA);
}

static bool read_flow_offload(const struct nftnl_expr *from, struct nft_expression *to)
{
	to->type = NFT_EXPRESSION_FLOW_OFFLOAD;
	get_name(from, NFTNL_EXPR_FLOW_TABLE_NAME, to);
	return true;
}

static const struct {
	const char *name;
	bool (*read)(const struct nftnl_expr *from, struct nft_expression *to);
} readers[] = {
	{ "meta", read_meta },	     { "payload", read_payload },     { "ct", read_ct },
	{ "rt", read_rt },	     { "fib", read_fib },	      { "cmp", read_cmp },
	{ "bitwise", read_bitwise }, { "hash", read_hash },	      { "lookup", read_lookup },
	{ "objref", read_counter },  { "immediate", read_immediate }, { "nat", read_nat },
	{ "masq", read_masquerade }, { "dynset", read_dynset },
	{ "flow_offload", read_flow_offload },
};

bool nft_expression_does_nothing(const struct nftnl_expr *e)
{
	/* nft(8) converts each part of a key that is an interval, also one of a single byte. */
	return !strcmp(nftnl_expr_get_str(e, NFTNL_EXPR_NAME), "byteorder") &&
	       get(e, NFTNL_EXPR_BYTEORDER_SREG) == get(e, NFTNL_EXPR_BYTEORDER_DREG) &&
	       get(e, NFTNL_EXPR_BYTEORDER_LEN) < get(e, NFTNL_EXPR_BYTEORDER_SIZE);
}

void nft_expression_read(const struct nftnl_expr *from, struct nft_expression *to)
{
	const char *name = nftnl_expr_get_str(from, NFTNL_EXPR_NAME);
	size_t i;

	memset(to, 0, sizeof(*to));
	for (i = 0; i < ARRAY_SIZE(readers); i++)
		if (!strcmp(name, readers[i].name) && readers[i].read(from, to))
			return;
	memset(to, 0, sizeof(*to));
	to->type = NFT_EXPRESSION_OTHER;
	strncpy(to->name, name, sizeof(to->name) - 1);
}

static struct nftnl_expr *alloc(const char *name)
{
	struct nftnl_expr *e = nftnl_expr_alloc(name);

	/* All names are known to libnftnl, so it fails only if memory runs out. */
	if (!e)
		out_of_memory();
	return e;
}

static struct nftnl_expr *write_load(const char *name, uint16_t key_attribute, uint32_t key,
				     uint16_t dreg_attribute, uint32_t dreg)
{
	struct nftnl_expr *e = alloc(name);

	nftnl_expr_set_u32(e, key_attribute, key);
	nftnl_expr_set_u32(e, dreg_attribute, dreg);
	return e;
}

static struct nftnl_expr *write_payload(const struct nft_expression *from)
{
	struct nftnl_expr *e = write_load("payload", NFTNL_EXPR_PAYLOAD_BASE, from->key,
					  NFTNL_EXPR_PAYLOAD_DREG, from->dreg);

	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, from->offset);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, from->len);
	return e;
}

static struct nftnl_expr *write_meta(const struct nft_expression *from)
{
	if (from->sreg)
		return write_load("meta", NFTNL_EXPR_META_KEY, from->key, NFTNL_EXPR_META_SREG,
				  from->sreg);
	return write_load("meta", NFTNL_EXPR_META_KEY, from->key, NFTNL_EXPR_META_DREG,
			  from->dreg);
}

static struct nftnl_expr *write_ct(const struct nft_expression *from)
{
	struct nftnl_expr *e;

	if (from->sreg)
		return write_load("ct", NFTNL_EXPR_CT_KEY, from->key, NFTNL_EXPR_CT_SREG,
				  from->sreg);
	e = write_load("ct", NFTNL_EXPR_CT_KEY, from->key, NFTNL_EXPR_CT_DREG, from->dreg);

	if (from->direction != NFT_NO_DIRECTION)
		nftnl_expr_set_u8(e, NFTNL_EXPR_CT_DIR, from->direction);
	return e;
}

static struct nftnl_expr *write_fib(const struct nft_expression *from)
{
	struct nftnl_expr *e = write_load("fib", NFTNL_EXPR_FIB_RESULT, from->key,
					  NFTNL_EXPR_FIB_DREG, from->dreg);

	nftnl_expr_set_u32(e, NFTNL_EXPR_FIB_FLAGS, from->flags);
	return e;
}

static struct nftnl_expr *write_cmp(const struct nft_expression *from)
{
	struct nftnl_expr *e = write_load("cmp", NFTNL_EXPR_CMP_OP, from->key, NFTNL_EXPR_CMP_SREG,
					  from->sreg);

	nftnl_expr_set(e, NFTNL_EXPR_CMP_DATA, from->data, from->len);
	return e;
}

static struct nftnl_expr *write_bitwise(const struct nft_expression *from)
{
	struct nftnl_expr *e = write_load("bitwise", NFTNL_EXPR_BITWISE_SREG, from->sreg,
					  NFTNL_EXPR_BITWISE_DREG, from->dreg);

	nftnl_expr_set_u32(e, NFTNL_EXPR_BITWISE_LEN, from->len);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_MASK, from->data, from->len);
	nftnl_expr_set(e, NFTNL_EXPR_BITWISE_XOR, from->data + from->len, from->len);
	return e;
}

/* Without a seed the kernel chooses one. */
static struct nftnl_expr *write_hash(const struct nft_expression *from)
{
	struct nftnl_expr *e = write_load("hash", NFTNL_EXPR_HASH_SREG, from->sreg,
					  NFTNL_EXPR_HASH_DREG, from->dreg);

	nftnl_expr_set_u32(e, NFTNL_EXPR_HASH_TYPE, NFT_HASH_JENKINS);
	nftnl_expr_set_u32(e, NFTNL_EXPR_HASH_LEN, from->len);
	nftnl_expr_set_u32(e, NFTNL_EXPR_HASH_MODULUS, from->modulus);
	nftnl_expr_set_u32(e, NFTNL_EXPR_HASH_OFFSET, from->offset);
	if (from->seed)
		nftnl_expr_set_u32(e, NFTNL_EXPR_HASH_SEED, from->seed);
	return e;
}

static struct nftnl_expr *write_lookup(const struct nft_expression *from, uint32_t set_id)
{
	struct nftnl_expr *e = alloc("lookup");

	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SREG, from->sreg);
	if (from->dreg != NFT_NO_REGISTER)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_DREG, from->dreg);
	if (from->flags)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_FLAGS, from->flags);
	if (from->name[0]) {
		nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, from->name);
	} else {
		nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, "__map%d");
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SET_ID, set_id);
	}
	return e;
}

static struct nftnl_expr *write_immediate(const struct nft_expression *from)
{
	struct nftnl_expr *e = alloc("immediate");

	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, from->dreg);
	nftnl_expr_set(e, NFTNL_EXPR_IMM_DATA, from->data, from->len);
	return e;
}

static struct nftnl_expr *write_verdict(const struct nft_expression *from)
{
	struct nftnl_expr *e = alloc("immediate");

	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_VERDICT, from->key);
	if (from->name[0])
		nftnl_expr_set_str(e, NFTNL_EXPR_IMM_CHAIN, from->name);
	return e;
}

static struct nftnl_expr *write_counter(const struct nft_expression *from)
{
	struct nftnl_expr *e = alloc("objref");

	nftnl_expr_set_u32(e, NFTNL_EXPR_OBJREF_IMM_TYPE, NFT_OBJECT_COUNTER);
	nftnl_expr_set_str(e, NFTNL_EXPR_OBJREF_IMM_NAME, from->name);
	return e;
}

static struct nftnl_expr *write_nat(const struct nft_expression *from)
{
	static const uint16_t address[] = {
		NFTNL_EXPR_NAT_REG_ADDR_MIN, NFTNL_EXPR_NAT_REG_ADDR_MAX,
	};
	static const uint16_t port[] = {
		NFTNL_EXPR_NAT_REG_PROTO_MIN, NFTNL_EXPR_NAT_REG_PROTO_MAX,
	};
	struct nftnl_expr *e = alloc("nat");
	int i;

	nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_TYPE, from->key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_FAMILY, from->family);
	for (i = 0; i < 2; i++) {
		if (from->address[i])
			nftnl_expr_set_u32(e, address[i], from->address[i]);
		if (from->port[i])
			nftnl_expr_set_u32(e, port[i], from->port[i]);
	}
	if (from->flags)
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_FLAGS, from->flags);
	return e;
}

static struct nftnl_expr *write_masquerade(const struct nft_expression *from)
{
	struct nftnl_expr *e = alloc("masq");

	if (from->flags)
		nftnl_expr_set_u32(e, NFTNL_EXPR_MASQ_FLAGS, from->flags);
	return e;
}

static struct nftnl_expr *write_dynset(const struct nft_expression *from)
{
	struct nftnl_expr *e = alloc("dynset");

	nftnl_expr_set_u32(e, NFTNL_EXPR_DYNSET_OP, from->key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_DYNSET_SREG_KEY, from->sreg);
	nftnl_expr_set_str(e, NFTNL_EXPR_DYNSET_SET_NAME, from->name);
	return e;
}

static struct nftnl_expr *write_flow_offload(const struct nft_expression *from)
{
	struct nftnl_expr *e = alloc("flow_offload");

	nftnl_expr_set_str(e, NFTNL_EXPR_FLOW_TABLE_NAME, from->name);
	return e;
}

struct nftnl_expr *nft_expression_write(const struct nft_expression *from, uint32_t set_id)
{
	switch (from->type) {
	case NFT_EXPRESSION_META:
		return write_meta(from);
	case NFT_EXPRESSION_PAYLOAD:
		return write_payload(from);
	case NFT_EXPRESSION_CT:
		return write_ct(from);
	case NFT_EXPRESSION_RT:
		return write_load("rt", NFTNL_EXPR_RT_KEY, from->key, NFTNL_EXPR_RT_DREG,
				  from->dreg);
	case NFT_EXPRESSION_FIB:
		return write_fib(from);
	case NFT_EXPRESSION_CMP:
		return write_cmp(from);
	case NFT_EXPRESSION_BITWISE:
		return write_bitwise(from);
	case NFT_EXPRESSION_HASH:
		return write_hash(from);
	case NFT_EXPRESSION_LOOKUP:
		return write_lookup(from, set_id);
	case NFT_EXPRESSION_IMMEDIATE:
		return write_immediate(from);
	case NFT_EXPRESSION_VERDICT:
		return write_verdict(from);
	case NFT_EXPRESSION_COUNTER:
		return write_counter(from);
	case NFT_EXPRESSION_NAT:
		return write_nat(from);
	case NFT_EXPRESSION_MASQUERADE:
		return write_masquerade(from);
	case NFT_EXPRESSION_DYNSET:
		return write_dynset(from);
	case NFT_EXPRESSION_FLOW_OFFLOAD:
		return write_flow_offload(from);
	case NFT_EXPRESSION_OTHER:
		break;
	}
	/* No plan has such an expression. */
	return NULL;
}

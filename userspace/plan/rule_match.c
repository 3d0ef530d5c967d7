// SPDX-License-Identifier: GPL-2.0
#include "plan/rule_match.h"

#include <string.h>
#include <sys/socket.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "util/array.h"

/* More than the registers of the kernel have numbers. */
#define N_REGISTER 32

enum field {
	FIELD_OTHER,
	FIELD_NAME,
	FIELD_INDEX,
	FIELD_FAMILY,
	FIELD_ADDRESS,
};

/**
 * struct operand - what a register has while a rule is followed
 * @field: of the packet
 * @way: of FIELD_NAME and FIELD_INDEX
 * @addresses: of FIELD_ADDRESS; NULL: any
 * @mask: of FIELD_ADDRESS: bits that are compared
 */
struct operand {
	enum field field;
	const struct way *way;
	const struct prefix_list *addresses;
	uint8_t mask[16];
};

static enum match invert(enum match match)
{
	return MATCH_ALWAYS - match;
}

static void load_meta(struct operand *to, const struct nft_expression *e,
		      const struct crossing *c)
{
	bool in = e->key == NFT_META_IIFNAME || e->key == NFT_META_IIF;

	memset(to, 0, sizeof(*to));
	to->way = in ? &c->in : &c->out;
	if (e->key == NFT_META_IIFNAME || e->key == NFT_META_OIFNAME)
		to->field = FIELD_NAME;
	else if (e->key == NFT_META_IIF || e->key == NFT_META_OIF)
		to->field = FIELD_INDEX;
	else if (e->key == NFT_META_NFPROTO)
		to->field = FIELD_FAMILY;
}

static void load_payload(struct operand *to, const struct nft_expression *e,
			 const struct crossing *c)
{
	uint32_t source = c->family == AF_INET ? 12 : 8;
	uint32_t size = address_bits(c->family) / 8;

	memset(to, 0, sizeof(*to));
	if (e->key != NFT_PAYLOAD_NETWORK_HEADER || e->len > size)
		return;
	if (e->offset == source)
		to->addresses = c->source;
	else if (e->offset == source + size)
		to->addresses = c->destination;
	else
		return;
	to->field = FIELD_ADDRESS;
	memset(to->mask, 0xff, e->len);
}

static void mask_operand(struct operand *to, const struct operand *from,
			 const struct nft_expression *e)
{
	static const uint8_t zero[16];
	uint32_t i;

	*to = *from;
	if (from->field != FIELD_ADDRESS)
		to->field = FIELD_OTHER;
	/* Nothing else than a prefix is made so. */
	if (e->len > sizeof(to->mask) || memcmp(e->data + e->len, zero, e->len)) {
		to->field = FIELD_OTHER;
		return;
	}
	for (i = 0; i < e->len; i++)
		to->mask[i] &= e->data[i];
}

static enum match compare_name(const struct way *way, const struct nft_expression *e,
			       const struct site *site)
{
	char name[IFNAMSIZ] = "";

	/* Without a NUL it is the beginning of a name. */
	if (!way->name[0]) {
		memcpy(name, e->data, e->len < IFNAMSIZ ? e->len : IFNAMSIZ - 1);
		return memchr(e->data, '\0', e->len) && site_circuit_by_link(site, name) ?
		       MATCH_NEVER : MATCH_MAYBE;
	}
	memcpy(name, way->name, sizeof(name));
	return e->len <= sizeof(name) && !memcmp(name, e->data, e->len) ? MATCH_ALWAYS :
									  MATCH_NEVER;
}

static enum match compare_index(const struct way *way, const struct nft_expression *e)
{
	int index;

	if (!way->index || e->len != sizeof(index))
		return MATCH_MAYBE;
	memcpy(&index, e->data, sizeof(index));
	return index == way->index ? MATCH_ALWAYS : MATCH_NEVER;
}

static enum match compare_family(const struct nft_expression *e, const struct crossing *c)
{
	return e->data[0] == (c->family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6) ?
	       MATCH_ALWAYS : MATCH_NEVER;
}

/* Returns whether a mask selects the first bits of an address. */
static bool mask_length(const uint8_t mask[16], uint8_t *length)
{
	unsigned int i;

	*length = 0;
	while (*length < 128 && mask[*length / 8] & 0x80 >> *length % 8)
		(*length)++;
	for (i = *length; i < 128; i++)
		if (mask[i / 8] & 0x80 >> i % 8)
			return false;
	return true;
}

static enum match compare_address(const struct operand *from, const struct nft_expression *e,
				  const struct crossing *c)
{
	struct prefix prefix = { .address.family = c->family };
	bool some = false, all = true;
	size_t i;

	if (!from->addresses || e->len > sizeof(prefix.address.bytes) ||
	    !mask_length(from->mask, &prefix.length))
		return MATCH_MAYBE;
	memcpy(prefix.address.bytes, e->data, e->len);
	for (i = 0; i < from->addresses->n; i++) {
		const struct prefix *p = &from->addresses->v[i];

		if (p->address.family != c->family)
			continue;
		some |= prefix_overlaps(&prefix, p);
		all &= prefix_contains(&prefix, p);
	}
	if (!some)
		return MATCH_NEVER;
	return all ? MATCH_ALWAYS : MATCH_MAYBE;
}

static enum match compare(const struct operand *from, const struct nft_expression *e,
			  const struct crossing *c)
{
	enum match match = MATCH_MAYBE;

	switch (from->field) {
	case FIELD_NAME:
		match = compare_name(from->way, e, c->site);
		break;
	case FIELD_INDEX:
		match = compare_index(from->way, e);
		break;
	case FIELD_FAMILY:
		match = compare_family(e, c);
		break;
	case FIELD_ADDRESS:
		match = compare_address(from, e, c);
		break;
	case FIELD_OTHER:
		break;
	}
	if (e->key == NFT_CMP_EQ)
		return match;
	return e->key == NFT_CMP_NEQ ? invert(match) : MATCH_MAYBE;
}

/* Of those that nft and iptables-nft write: they match every packet. */
static bool matches_nothing(const struct nft_expression *e)
{
	static const char *const names[] = {
		"counter", "log", "masq", "redir", "MASQUERADE", "SNAT", "DNAT", "REDIRECT",
		"NETMAP",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(e->name, names[i]))
			return true;
	return false;
}

static enum match follow(struct operand *operand, const struct nft_expression *e,
			 const struct crossing *c)
{
	struct operand *to = &operand[e->dreg < N_REGISTER ? e->dreg : 0];
	const struct operand *from = &operand[e->sreg < N_REGISTER ? e->sreg : 0];

	switch (e->type) {
	case NFT_EXPRESSION_META:
		if (!e->sreg)
			load_meta(to, e, c);
		break;
	case NFT_EXPRESSION_PAYLOAD:
		load_payload(to, e, c);
		break;
	case NFT_EXPRESSION_BITWISE:
		mask_operand(to, from, e);
		break;
	case NFT_EXPRESSION_CMP:
		return compare(from, e, c);
	case NFT_EXPRESSION_CT:
	case NFT_EXPRESSION_RT:
	case NFT_EXPRESSION_FIB:
	case NFT_EXPRESSION_HASH:
	case NFT_EXPRESSION_IMMEDIATE:
		if (!e->sreg || e->type == NFT_EXPRESSION_HASH)
			to->field = FIELD_OTHER;
		break;
	case NFT_EXPRESSION_LOOKUP:
	case NFT_EXPRESSION_DYNSET:
		return MATCH_MAYBE;
	case NFT_EXPRESSION_OTHER:
		return matches_nothing(e) ? MATCH_ALWAYS : MATCH_MAYBE;
	default:
		break;
	}
	return MATCH_ALWAYS;
}

enum match rule_match(const struct nft_rule *rule, const struct crossing *c)
{
	struct operand operand[N_REGISTER] = { 0 };
	enum match match = MATCH_ALWAYS, step;
	size_t i;

	for (i = 0; i < rule->n_expression; i++) {
		step = follow(operand, &rule->expression[i], c);
		if (step < match)
			match = step;
	}
	return match;
}

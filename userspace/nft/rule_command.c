// SPDX-License-Identifier: GPL-2.0
#include "nft/rule_command.h"

#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>

#include "nft/family.h"
#include "nft/set_command.h"
#include "nft/set_print.h"
#include "util/alloc.h"
#include "util/array.h"

/* Quarters of the registers, each of four bytes. */
#define SLOTS 20

/**
 * struct value - what begins at a quarter of a register
 * @text: in words of nft, or NULL if it is a constant
 * @from: the expression that has loaded it
 * @mask: a mask is applied to it; NULL: none
 */
struct value {
	char *text;
	const struct nft_expression *from;
	const struct nft_expression *mask;
};

/**
 * struct sentence - a rule that is being written
 * @table: its table
 * @rule: the rule
 * @value: what the registers have
 * @nfproto: the family that the packet has, as far as the rule knows, or 0
 * @l4proto: its transport protocol, likewise
 * @begun: something has been written
 * @complete: all expressions up to here have words
 * @out: where to
 */
struct sentence {
	const struct nft_table *table;
	const struct nft_rule *rule;
	struct value value[SLOTS];
	uint8_t nfproto;
	uint8_t l4proto;
	bool begun;
	bool complete;
	FILE *out;
};

static void next_word(struct sentence *s)
{
	if (s->begun)
		fputc(' ', s->out);
	s->begun = true;
}

static unsigned int slot_of(uint32_t reg)
{
	unsigned int slot = reg >= NFT_REG32_00 ? reg - NFT_REG32_00 : (reg - NFT_REG_1) * 4;

	return slot < SLOTS ? slot : 0;
}

static struct value *value_of(struct sentence *s, uint32_t reg)
{
	return &s->value[slot_of(reg)];
}

static void forget_value(struct sentence *s, unsigned int slot)
{
	if (slot >= SLOTS)
		return;
	free(s->value[slot].text);
	s->value[slot] = (struct value){ 0 };
}

/* @text: to be freed with the value */
static void set_value(struct sentence *s, uint32_t reg, char *text,
		      const struct nft_expression *from)
{
	struct value *value = value_of(s, reg);

	free(value->text);
	*value = (struct value){ .text = text, .from = from };
}

static uint32_t read_u32(const uint8_t *bytes)
{
	uint32_t number;

	memcpy(&number, bytes, sizeof(number));
	return number;
}

static const char *meta_name(uint32_t key)
{
	static const char *const names[] = {
		[NFT_META_IIFNAME] = "iifname", [NFT_META_OIFNAME] = "oifname",
		[NFT_META_IIF] = "iif", [NFT_META_OIF] = "oif",
		[NFT_META_NFPROTO] = "meta nfproto", [NFT_META_L4PROTO] = "meta l4proto",
		[NFT_META_SECPATH] = "meta ipsec", [NFT_META_MARK] = "meta mark",
		[NFT_META_IIFKIND] = "meta iifkind", [NFT_META_OIFKIND] = "meta oifkind",
		[NFT_META_SDIFNAME] = "meta sdifname", [NFT_META_PKTTYPE] = "meta pkttype",
	};

	return key < ARRAY_SIZE(names) ? names[key] : NULL;
}

static char *meta_text(struct sentence *s, const struct nft_expression *e)
{
	const char *name = meta_name(e->key);

	return name ? xstrdup(name) : NULL;
}

static const char *ct_name(uint32_t key)
{
	static const char *const names[] = {
		[NFT_CT_STATE] = "state", [NFT_CT_STATUS] = "status",
		[NFT_CT_MARK] = "mark", [NFT_CT_DIRECTION] = "direction",
		[NFT_CT_DST_IP] = "ip daddr", [NFT_CT_DST_IP6] = "ip6 daddr",
		[NFT_CT_SRC_IP] = "ip saddr", [NFT_CT_SRC_IP6] = "ip6 saddr",
		[NFT_CT_PROTO_DST] = "proto-dst", [NFT_CT_PROTO_SRC] = "proto-src",
	};

	return key < ARRAY_SIZE(names) ? names[key] : NULL;
}

static char *ct_text(struct sentence *s, const struct nft_expression *e)
{
	const char *name = ct_name(e->key);

	if (!name)
		return NULL;
	if (e->direction == NFT_NO_DIRECTION)
		return xasprintf("ct %s", name);
	return xasprintf("ct %s %s", e->direction ? "reply" : "original", name);
}

/*
 * Only where the rule has matched the protocol, because nft adds a match of its own to a
 * field by name; the raw offset has none.
 */
static const char *field_name(const struct sentence *s, const struct nft_expression *e)
{
	const struct family *f;

	for_each_family(f) {
		if (e->key != NFT_PAYLOAD_NETWORK_HEADER || s->nfproto != f->nfproto ||
		    e->len != f->len)
			continue;
		if (e->offset == f->saddr)
			return f->af == AF_INET ? "ip saddr" : "ip6 saddr";
		if (e->offset == f->daddr)
			return f->af == AF_INET ? "ip daddr" : "ip6 daddr";
	}
	if (e->key != NFT_PAYLOAD_TRANSPORT_HEADER)
		return NULL;
	if (e->len == 2 && !e->offset)
		return "th sport";
	if (e->len == 2 && e->offset == 2)
		return "th dport";
	if (e->len == 1 && e->offset == 13 && s->l4proto == IPPROTO_TCP)
		return "tcp flags";
	return NULL;
}

static char *payload_text(struct sentence *s, const struct nft_expression *e)
{
	const char *name = field_name(s, e);

	if (name)
		return xstrdup(name);
	if (e->key != NFT_PAYLOAD_NETWORK_HEADER && e->key != NFT_PAYLOAD_TRANSPORT_HEADER)
		return NULL;
	return xasprintf("@%s,%u,%u", e->key == NFT_PAYLOAD_NETWORK_HEADER ? "nh" : "th",
			 e->offset * 8, e->len * 8);
}

static char *fib_text(struct sentence *s, const struct nft_expression *e)
{
	if (e->key != NFT_FIB_RESULT_ADDRTYPE)
		return NULL;
	return xasprintf("fib %s%s%s type", e->flags & NFTA_FIB_F_SADDR ? "saddr" : "daddr",
			 e->flags & NFTA_FIB_F_IIF ? " . iif" : "",
			 e->flags & NFTA_FIB_F_OIF ? " . oif" : "");
}

static char *hash_text(struct sentence *s, const struct nft_expression *e)
{
	const struct value *value = value_of(s, e->sreg);

	if (!value->text || e->offset)
		return NULL;
	return xasprintf("jhash %s mod %u seed %#x", value->text, e->modulus, e->seed);
}

static void load(struct sentence *s, const struct nft_expression *e, char *text)
{
	if (!text)
		s->complete = false;
	set_value(s, e->dreg, text, e);
}

static bool is_tcp_flags(const struct value *value)
{
	return value->from && value->from->type == NFT_EXPRESSION_PAYLOAD &&
	       value->text && !strcmp(value->text, "tcp flags");
}

/* A number as the packet has it: the kernel compares bytes. */
static void print_bytes(const uint8_t *data, uint32_t len, FILE *out)
{
	fputs("0x", out);
	while (len--)
		fprintf(out, "%02x", *data++);
}

static void print_bits(const char *const *names, size_t n, uint32_t bits, const char *between,
		       FILE *out)
{
	const char *separator = "";
	size_t i;

	for (i = 0; i < n; i++) {
		if (!(bits & 1U << i))
			continue;
		fprintf(out, "%s%s", separator, names[i]);
		separator = between;
	}
}

static void print_tcp_flags(uint8_t flags, FILE *out)
{
	static const char *const names[] = {
		"fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr",
	};

	print_bits(names, ARRAY_SIZE(names), flags, " | ", out);
}

/* The bits of conntrack that nft has names for, in the order of their numbers. */
static void print_ct_bits(uint32_t key, uint32_t bits, FILE *out)
{
	static const char *const states[] = {
		"invalid", "established", "related", "new", "?", "?", "untracked",
	};
	static const char *const status[] = {
		"expected", "seen-reply", "assured", "confirmed", "snat", "dnat", "?", "?", "?",
		"dying",
	};

	/* NF_CT_STATE_BIT(IP_CT_NEW) is 8; the reply bits have no names. */
	if (key == NFT_CT_STATE)
		print_bits(states, ARRAY_SIZE(states), bits, ",", out);
	else
		print_bits(status, ARRAY_SIZE(status), bits, ",", out);
}

static bool has_names(const struct nft_expression *from)
{
	return from->type == NFT_EXPRESSION_CT &&
	       (from->key == NFT_CT_STATE || from->key == NFT_CT_STATUS);
}

/* ct state established,related; ct status ! snat */
static bool match_bits(struct sentence *s, const struct value *value,
		       const struct nft_expression *e)
{
	if (!value->mask || !has_names(value->from) || read_u32(e->data))
		return false;
	next_word(s);
	fprintf(s->out, "%s %s", value->text, e->key == NFT_CMP_EQ ? "! " : "");
	print_ct_bits(value->from->key, read_u32(value->mask->data), s->out);
	return true;
}

static void print_device(const uint8_t *name, uint32_t len, FILE *out)
{
	fprintf(out, "\"%.*s%s\"", (int)len, (const char *)name, len < IFNAMSIZ ? "*" : "");
}

static void print_meta(const struct nft_expression *from, const struct nft_expression *e,
		       FILE *out)
{
	static const char *const packet[] = {
		[PACKET_HOST] = "host", [PACKET_BROADCAST] = "broadcast",
		[PACKET_MULTICAST] = "multicast", [PACKET_OTHERHOST] = "other",
	};

	switch (from->key) {
	case NFT_META_IIFNAME:
	case NFT_META_OIFNAME:
	case NFT_META_SDIFNAME:
	case NFT_META_IIFKIND:
	case NFT_META_OIFKIND:
		print_device(e->data, e->len, out);
		break;
	case NFT_META_NFPROTO:
		fputs(e->data[0] == NFPROTO_IPV4 ? "ipv4" : "ipv6", out);
		break;
	case NFT_META_L4PROTO:
		nft_field_print(NFT_FIELD_PROTOCOL, e->data, e->data, out);
		break;
	case NFT_META_SECPATH:
		fputs(e->data[0] ? "exists" : "missing", out);
		break;
	case NFT_META_PKTTYPE:
		if (e->data[0] < ARRAY_SIZE(packet))
			fputs(packet[e->data[0]], out);
		else
			fprintf(out, "%u", e->data[0]);
		break;
	case NFT_META_IIF:
	case NFT_META_OIF:
		fprintf(out, "%u", read_u32(e->data));
		break;
	default:
		fprintf(out, "0x%08x", read_u32(e->data));
	}
}

static void print_payload(const struct value *value, const struct nft_expression *e, FILE *out)
{
	const struct family *f;

	if (is_tcp_flags(value)) {
		print_tcp_flags(e->data[0], out);
		return;
	}
	for_each_family(f) {
		if (e->len != f->len || value->text[0] == '@' || value->mask)
			continue;
		nft_field_print(f->field, e->data, e->data, out);
		return;
	}
	if (e->len == 2 && value->text[0] != '@')
		nft_field_print(NFT_FIELD_PORT, e->data, e->data, out);
	else
		print_bytes(e->data, e->len, out);
}

static void print_operand(const struct value *value, const struct nft_expression *e, FILE *out)
{
	const struct nft_expression *from = value->from;

	switch (from->type) {
	case NFT_EXPRESSION_META:
		print_meta(from, e, out);
		break;
	case NFT_EXPRESSION_CT:
		if (from->key == NFT_CT_DIRECTION)
			fputs(e->data[0] ? "reply" : "original", out);
		else
			fprintf(out, "0x%08x", read_u32(e->data));
		break;
	case NFT_EXPRESSION_RT:
		fputs(e->data[0] ? "exists" : "missing", out);
		break;
	case NFT_EXPRESSION_FIB:
		if (read_u32(e->data) == RTN_LOCAL)
			fputs("local", out);
		else
			fprintf(out, "%u", read_u32(e->data));
		break;
	default:
		print_payload(value, e, out);
	}
}

static void print_masked(const struct value *value, FILE *out)
{
	const struct nft_expression *mask = value->mask;
	uint32_t and, xor;

	fputs(value->text, out);
	if (!mask)
		return;
	if (is_tcp_flags(value)) {
		fputs(" & (", out);
		print_tcp_flags(mask->data[0], out);
		fputc(')', out);
	} else if (value->from->type == NFT_EXPRESSION_PAYLOAD) {
		fputs(" & ", out);
		print_bytes(mask->data, mask->len, out);
	} else {
		and = read_u32(mask->data);
		xor = read_u32(mask->data + mask->len);
		fprintf(out, " & 0x%08x", and);
		if (xor)
			fprintf(out, " %c 0x%08x", and & xor ? '^' : '|', xor);
	}
}

/* What a later field of the rule may be called, now that the protocol is known. */
static void learn_protocol(struct sentence *s, const struct nft_expression *from,
			   const struct nft_expression *e)
{
	if (from->type != NFT_EXPRESSION_META || e->key != NFT_CMP_EQ)
		return;
	if (from->key == NFT_META_NFPROTO)
		s->nfproto = e->data[0];
	else if (from->key == NFT_META_L4PROTO)
		s->l4proto = e->data[0];
}

static void compare(struct sentence *s, const struct nft_expression *e)
{
	const struct value *value = value_of(s, e->sreg);

	if (!value->text || !value->from) {
		s->complete = false;
		return;
	}
	if (match_bits(s, value, e))
		return;
	next_word(s);
	print_masked(value, s->out);
	/* With a mask, nft needs the operator. */
	if (e->key == NFT_CMP_NEQ)
		fputs(" !=", s->out);
	else if (value->mask)
		fputs(" ==", s->out);
	fputc(' ', s->out);
	print_operand(value, e, s->out);
	learn_protocol(s, value->from, e);
}

static void print_part(struct sentence *s, enum nft_field field, uint32_t slot, FILE *out)
{
	const struct value *value = slot < SLOTS ? &s->value[slot] : NULL;

	if (!value || !value->from)
		s->complete = false;
	else if (value->from->type == NFT_EXPRESSION_IMMEDIATE)
		nft_field_print(field, value->from->data, value->from->data, out);
	else if (value->text)
		print_masked(value, out);
	else
		s->complete = false;
}

/* What the registers have from @reg on, as a key of a set. */
static void print_key(struct sentence *s, const struct nft_set *set, uint32_t reg, FILE *out)
{
	uint32_t slot = slot_of(reg);
	size_t i;

	for (i = 0; i < nft_fields_count(set->key); i++) {
		fputs(i ? " . " : "", out);
		print_part(s, set->key[i], slot, out);
		slot += (nft_field_len(set->key[i]) + 3) / 4;
	}
}

static void print_set_of(const struct nft_expression *e, const struct nft_set *set, FILE *out)
{
	size_t i;

	if (e->name[0]) {
		fprintf(out, "@%s", e->name);
		return;
	}
	fputs("{ ", out);
	for (i = 0; i < set->n_element; i++) {
		fputs(i ? ", " : "", out);
		nft_element_command(set, &set->element[i], out);
	}
	fputs(" }", out);
}

/* The data of a map are what a later expression takes: KEY map @MAP. */
static void map(struct sentence *s, const struct nft_expression *e, const struct nft_set *set)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	unsigned int slot;

	if (!out)
		out_of_memory();
	print_key(s, set, e->sreg, out);
	fputs(" map ", out);
	print_set_of(e, set, out);
	fclose(out);
	for (slot = 0; slot < nft_set_data_len(set) / 4; slot++)
		forget_value(s, slot_of(e->dreg) + slot);
	set_value(s, e->dreg, text, e);
}

static void look_up(struct sentence *s, const struct nft_expression *e)
{
	const struct nft_set *set = e->name[0] ? nft_table_set(s->table, e->name) :
						 s->rule->anonymous;
	bool inverted = e->flags & NFT_LOOKUP_F_INV;

	if (!set) {
		s->complete = false;
		return;
	}
	if (e->dreg != NFT_NO_REGISTER && e->dreg != NFT_REG_VERDICT) {
		map(s, e, set);
		return;
	}
	next_word(s);
	print_key(s, set, e->sreg, s->out);
	if (e->dreg == NFT_REG_VERDICT)
		fputs(" vmap ", s->out);
	else if (inverted || value_of(s, e->sreg)->mask)
		fputs(inverted ? " != " : " == ", s->out);
	else
		fputc(' ', s->out);
	print_set_of(e, set, s->out);
}

static void apply_mask(struct sentence *s, const struct nft_expression *e)
{
	struct value *value = value_of(s, e->sreg);

	if (value->mask || e->sreg != e->dreg || !value->from)
		s->complete = false;
	value->mask = e;
}

static void give_verdict(struct sentence *s, const struct nft_expression *e)
{
	next_word(s);
	switch ((int)e->key) {
	case NF_DROP:
		fputs("drop", s->out);
		break;
	case NF_ACCEPT:
		fputs("accept", s->out);
		break;
	case NFT_JUMP:
		fprintf(s->out, "jump %s", e->name);
		break;
	case NFT_GOTO:
		fprintf(s->out, "goto %s", e->name);
		break;
	case NFT_RETURN:
		fputs("return", s->out);
		break;
	default:
		s->complete = false;
	}
}

static void print_nat_flags(uint32_t flags, FILE *out)
{
	const char *separator = " ";

	if (flags & NF_NAT_RANGE_PROTO_RANDOM) {
		fprintf(out, "%srandom", separator);
		separator = ",";
	}
	if (flags & NF_NAT_RANGE_PROTO_RANDOM_FULLY) {
		fprintf(out, "%sfully-random", separator);
		separator = ",";
	}
	if (flags & NF_NAT_RANGE_PERSISTENT)
		fprintf(out, "%spersistent", separator);
}

/* An interval of a map is one text; constants are two. */
static void print_target(struct sentence *s, const struct nft_expression *e,
			 const uint32_t reg[2], enum nft_field field)
{
	const struct value *first = value_of(s, reg[0]);

	print_part(s, field, slot_of(reg[0]), s->out);
	if (!reg[1] || !first->from || first->from->type != NFT_EXPRESSION_IMMEDIATE)
		return;
	fputc('-', s->out);
	print_part(s, field, slot_of(reg[1]), s->out);
}

static void translate(struct sentence *s, const struct nft_expression *e)
{
	const struct family *f = &families[e->family == NFPROTO_IPV6];

	next_word(s);
	fprintf(s->out, "%s %s%s to ", e->key == NFT_NAT_SNAT ? "snat" : "dnat",
		f->af == AF_INET ? "ip" : "ip6",
		e->flags & NF_NAT_RANGE_NETMAP ? " prefix" : "");
	if (e->address[0])
		print_target(s, e, e->address, f->field);
	/* The data of a map may have the port as well. */
	if (e->port[0] && (!e->address[0] || value_of(s, e->port[0])->from)) {
		fputc(':', s->out);
		print_target(s, e, e->port, NFT_FIELD_PORT);
	}
	print_nat_flags(e->flags, s->out);
}

static void masquerade(struct sentence *s, const struct nft_expression *e)
{
	next_word(s);
	fputs("masquerade", s->out);
	print_nat_flags(e->flags, s->out);
}

static void add_to_set(struct sentence *s, const struct nft_expression *e)
{
	const struct nft_set *set = nft_table_set(s->table, e->name);

	if (!set || e->key != NFT_DYNSET_OP_ADD) {
		s->complete = false;
		return;
	}
	next_word(s);
	fprintf(s->out, "add @%s { ", e->name);
	print_key(s, set, e->sreg, s->out);
	fputs(" }", s->out);
}

/* meta mark set VALUE; a packet of the rule has other values from then on. */
static void assign(struct sentence *s, const struct nft_expression *e, const char *to)
{
	const struct value *value = value_of(s, e->sreg);

	next_word(s);
	fprintf(s->out, "%s set ", to);
	if (value->from && value->from->type == NFT_EXPRESSION_IMMEDIATE)
		fprintf(s->out, "0x%08x", read_u32(value->from->data));
	else if (value->text)
		print_masked(value, s->out);
	else
		s->complete = false;
}

static void write_expression(struct sentence *s, const struct nft_expression *e)
{
	switch (e->type) {
	case NFT_EXPRESSION_META:
		if (e->sreg)
			assign(s, e, "meta mark");
		else
			load(s, e, meta_text(s, e));
		break;
	case NFT_EXPRESSION_CT:
		if (e->sreg)
			assign(s, e, "ct mark");
		else
			load(s, e, ct_text(s, e));
		break;
	case NFT_EXPRESSION_PAYLOAD:
		load(s, e, payload_text(s, e));
		break;
	case NFT_EXPRESSION_RT:
		load(s, e, e->key == NFT_RT_XFRM ? xstrdup("rt ipsec") : NULL);
		break;
	case NFT_EXPRESSION_FIB:
		load(s, e, fib_text(s, e));
		break;
	case NFT_EXPRESSION_HASH:
		load(s, e, hash_text(s, e));
		break;
	case NFT_EXPRESSION_IMMEDIATE:
		set_value(s, e->dreg, NULL, e);
		break;
	case NFT_EXPRESSION_BITWISE:
		apply_mask(s, e);
		break;
	case NFT_EXPRESSION_CMP:
		compare(s, e);
		break;
	case NFT_EXPRESSION_LOOKUP:
		look_up(s, e);
		break;
	case NFT_EXPRESSION_VERDICT:
		give_verdict(s, e);
		break;
	case NFT_EXPRESSION_COUNTER:
		next_word(s);
		fprintf(s->out, "counter name \"%s\"", e->name);
		break;
	case NFT_EXPRESSION_NAT:
		translate(s, e);
		break;
	case NFT_EXPRESSION_MASQUERADE:
		masquerade(s, e);
		break;
	case NFT_EXPRESSION_DYNSET:
		add_to_set(s, e);
		break;
	case NFT_EXPRESSION_FLOW_OFFLOAD:
		next_word(s);
		fprintf(s->out, "flow add @%s", e->name);
		break;
	case NFT_EXPRESSION_OTHER:
		s->complete = false;
		break;
	}
}

bool nft_rule_command(const struct nft_table *table, const struct nft_rule *rule, FILE *out)
{
	struct sentence s = { .table = table, .rule = rule, .complete = true, .out = out };
	size_t i;

	for (i = 0; i < rule->n_expression; i++)
		write_expression(&s, &rule->expression[i]);
	for (i = 0; i < SLOTS; i++)
		free(s.value[i].text);
	return s.complete;
}

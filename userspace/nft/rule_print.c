// SPDX-License-Identifier: GPL-2.0
#include "nft/rule_print.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/set_print.h"
#include "util/array.h"

static const char *name_of(const char *const *names, size_t n, uint32_t value)
{
	return value < n && names[value] ? names[value] : "?";
}

static void print_hex(const uint8_t *data, size_t len, FILE *out)
{
	fputs(" 0x", out);
	while (len--)
		fprintf(out, "%02x", *data++);
}

static void print_nat(const struct nft_expression *e, FILE *out)
{
	fprintf(out, "%s %s", e->key == NFT_NAT_SNAT ? "snat" : "dnat",
		e->family == NFPROTO_IPV4 ? "ip" : "ip6");
	if (e->address[0])
		fprintf(out, " address reg %u", e->address[0]);
	if (e->address[1])
		fprintf(out, " to reg %u", e->address[1]);
	if (e->port[0])
		fprintf(out, " port reg %u", e->port[0]);
	if (e->port[1])
		fprintf(out, " to reg %u", e->port[1]);
	if (e->flags)
		fprintf(out, " flags %#x", e->flags);
}

static void print_verdict(const struct nft_expression *e, FILE *out)
{
	switch ((int)e->key) {
	case NF_DROP:
		fputs("drop", out);
		break;
	case NF_ACCEPT:
		fputs("accept", out);
		break;
	case NFT_JUMP:
		fprintf(out, "jump %s", e->name);
		break;
	case NFT_GOTO:
		fprintf(out, "goto %s", e->name);
		break;
	case NFT_RETURN:
		fputs("return", out);
		break;
	default:
		fprintf(out, "verdict %d", (int)e->key);
	}
}

static void print_expression(const struct nft_expression *e, FILE *out)
{
	static const char *const meta[] = {
		[NFT_META_IIFNAME] = "iifname", [NFT_META_OIFNAME] = "oifname",
		[NFT_META_NFPROTO] = "nfproto", [NFT_META_L4PROTO] = "l4proto",
		[NFT_META_SECPATH] = "ipsec", [NFT_META_MARK] = "mark",
		[NFT_META_IIF] = "iif", [NFT_META_IIFKIND] = "iifkind",
		[NFT_META_OIFKIND] = "oifkind", [NFT_META_SDIFNAME] = "sdifname",
	};
	static const char *const base[] = {
		[NFT_PAYLOAD_NETWORK_HEADER] = "network",
		[NFT_PAYLOAD_TRANSPORT_HEADER] = "transport",
	};
	static const char *const ct[] = {
		[NFT_CT_STATE] = "state", [NFT_CT_DST_IP] = "daddr",
		[NFT_CT_SRC_IP] = "saddr", [NFT_CT_SRC_IP6] = "saddr6",
		[NFT_CT_DST_IP6] = "daddr6", [NFT_CT_PROTO_DST] = "proto-dst",
		[NFT_CT_DIRECTION] = "direction", [NFT_CT_MARK] = "mark",
		[NFT_CT_STATUS] = "status",
	};

	const char *name;

	switch (e->type) {
	case NFT_EXPRESSION_META:
		name = name_of(meta, ARRAY_SIZE(meta), e->key);
		if (e->sreg)
			fprintf(out, "meta set %s with reg %u", name, e->sreg);
		else
			fprintf(out, "meta load %s => reg %u", name, e->dreg);
		break;
	case NFT_EXPRESSION_PAYLOAD:
		fprintf(out, "payload load %u @ %s + %u => reg %u", e->len,
			name_of(base, ARRAY_SIZE(base), e->key), e->offset, e->dreg);
		break;
	case NFT_EXPRESSION_CT:
		name = name_of(ct, ARRAY_SIZE(ct), e->key);
		if (e->sreg)
			fprintf(out, "ct set %s with reg %u", name, e->sreg);
		else
			fprintf(out, "ct load %s%s => reg %u",
				e->direction == NFT_NO_DIRECTION ? "" :
				e->direction ? "reply " : "original ", name,
				e->dreg);
		break;
	case NFT_EXPRESSION_RT:
		fprintf(out, "rt load %s => reg %u", e->key == NFT_RT_XFRM ? "ipsec" : "?",
			e->dreg);
		break;
	case NFT_EXPRESSION_FIB:
		fprintf(out, "fib result %u flags %#x => reg %u", e->key, e->flags, e->dreg);
		break;
	case NFT_EXPRESSION_CMP:
		fprintf(out, "cmp %s reg %u", e->key == NFT_CMP_EQ ? "==" : "!=", e->sreg);
		print_hex(e->data, e->len, out);
		break;
	case NFT_EXPRESSION_BITWISE:
		fprintf(out, "bitwise reg %u = reg %u &", e->dreg, e->sreg);
		print_hex(e->data, e->len, out);
		fputs(" ^", out);
		print_hex(e->data + e->len, e->len, out);
		break;
	case NFT_EXPRESSION_HASH:
		fprintf(out, "jhash reg %u, %u bytes, mod %u, seed %u => reg %u", e->sreg, e->len,
			e->modulus, e->seed, e->dreg);
		break;
	case NFT_EXPRESSION_LOOKUP:
		fprintf(out, "lookup reg %u in %s", e->sreg, e->name[0] ? e->name : "the map");
		if (e->dreg != NFT_NO_REGISTER)
			fprintf(out, " => reg %u", e->dreg);
		if (e->flags & NFT_LOOKUP_F_INV)
			fputs(" inverted", out);
		break;
	case NFT_EXPRESSION_IMMEDIATE:
		fprintf(out, "immediate reg %u =", e->dreg);
		print_hex(e->data, e->len, out);
		break;
	case NFT_EXPRESSION_VERDICT:
		print_verdict(e, out);
		break;
	case NFT_EXPRESSION_COUNTER:
		fprintf(out, "counter %s", e->name);
		break;
	case NFT_EXPRESSION_NAT:
		print_nat(e, out);
		break;
	case NFT_EXPRESSION_MASQUERADE:
		fputs("masquerade", out);
		break;
	case NFT_EXPRESSION_DYNSET:
		fprintf(out, "dynset add reg %u to %s", e->sreg, e->name);
		break;
	case NFT_EXPRESSION_FLOW_OFFLOAD:
		fprintf(out, "flow add @%s", e->name);
		break;
	case NFT_EXPRESSION_OTHER:
		fprintf(out, "%s", e->name);
		break;
	}
}

void nft_rule_print(const struct nft_rule *rule, FILE *out)
{
	size_t i;

	for (i = 0; i < rule->n_expression; i++) {
		fputs(i ? " [ " : "[ ", out);
		print_expression(&rule->expression[i], out);
		fputs(" ]", out);
	}
	for (i = 0; rule->anonymous && i < rule->anonymous->n_element; i++) {
		fputs(i ? ", " : " { ", out);
		nft_element_print(rule->anonymous, &rule->anonymous->element[i], out);
	}
	fputs(rule->anonymous ? " }" : "", out);
}

// SPDX-License-Identifier: GPL-2.0
/* The nft table as text: elements as nft(8) prints them, rules as programs. */
#include "plan/nft.h"

#include <netinet/in.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "plan/range.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const char *name_of(const char *const *names, size_t n, uint32_t value)
{
	return value < n && names[value] ? names[value] : "?";
}

static void read_address(enum nft_field field, const uint8_t *bytes, struct address *address)
{
	memset(address, 0, sizeof(*address));
	address->family = field == NFT_FIELD_IPV4 ? AF_INET : AF_INET6;
	memcpy(address->bytes, bytes, nft_field_len(field));
}

/* "10.0.0.0/8" if first and last are all of a prefix, else "10.0.0.1-10.0.0.9". */
static void print_addresses(enum nft_field field, const uint8_t *first, const uint8_t *last,
			    FILE *out)
{
	struct address end;
	struct prefix prefix;
	struct range range;
	char buf[PREFIX_STRLEN];

	read_address(field, first, &range.first);
	read_address(field, last, &range.last);
	range_prefix(&range, &prefix);
	prefix_last(&prefix, &end);
	fputs(address_format(&range.first, buf), out);
	if (!address_equal(&end, &range.last))
		fprintf(out, "-%s", address_format(&range.last, buf));
	else if (prefix.length < address_bits(range.first.family))
		fprintf(out, "/%u", prefix.length);
}

static void print_protocol(uint8_t protocol, FILE *out)
{
	switch (protocol) {
	case IPPROTO_TCP:
		fputs("tcp", out);
		break;
	case IPPROTO_UDP:
		fputs("udp", out);
		break;
	case IPPROTO_SCTP:
		fputs("sctp", out);
		break;
	default:
		fprintf(out, "%u", protocol);
	}
}

static unsigned int read_port(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

static void print_field(enum nft_field field, const uint8_t *first, const uint8_t *last, FILE *out)
{
	uint32_t number;

	switch (field) {
	case NFT_FIELD_IFNAME:
		fprintf(out, "\"%.*s\"", 16, (const char *)first);
		break;
	case NFT_FIELD_IPV4:
	case NFT_FIELD_IPV6:
		print_addresses(field, first, last, out);
		break;
	case NFT_FIELD_PROTOCOL:
		print_protocol(*first, out);
		break;
	case NFT_FIELD_PORT:
		fprintf(out, "%u", read_port(first));
		if (read_port(first) != read_port(last))
			fprintf(out, "-%u", read_port(last));
		break;
	case NFT_FIELD_INTEGER:
		memcpy(&number, first, sizeof(number));
		fprintf(out, "%u", number);
		break;
	case NFT_FIELD_MARK:
		memcpy(&number, first, sizeof(number));
		fprintf(out, "0x%08x", number);
		break;
	case NFT_FIELD_NONE:
	case NFT_FIELD_VERDICT:
	case NFT_FIELD_OTHER:
		break;
	}
}

static void print_fields(const enum nft_field *field, const uint8_t *first, const uint8_t *last,
			 FILE *out)
{
	size_t i, at = 0;

	for (i = 0; i < nft_fields_count(field); i++) {
		fputs(i ? " . " : "", out);
		print_field(field[i], first + at, last + at, out);
		at += (nft_field_len(field[i]) + 3) & ~3UL;
	}
}

void nft_element_print(const struct nft_set *set, const struct nft_element *e, FILE *out)
{
	print_fields(set->key, e->key, set->interval ? e->end : e->key, out);
	if (!nft_set_is_map(set))
		return;
	fputs(" : ", out);
	if (e->chain)
		fprintf(out, "goto %s", e->chain);
	else
		print_fields(set->data, e->data,
			     set->data_interval ? e->data + nft_fields_len(set->data) : e->data,
			     out);
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
		[NFT_META_OIFKIND] = "oifkind",
	};
	static const char *const base[] = {
		[NFT_PAYLOAD_NETWORK_HEADER] = "network",
		[NFT_PAYLOAD_TRANSPORT_HEADER] = "transport",
	};
	static const char *const ct[] = {
		[NFT_CT_STATE] = "state", [NFT_CT_DST_IP] = "daddr",
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
				e->direction == NFT_NO_DIRECTION ? "" : "original ", name,
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

static void print_types(const enum nft_field *field, FILE *out)
{
	static const char *const names[] = {
		[NFT_FIELD_IFNAME] = "ifname", [NFT_FIELD_IPV4] = "ipv4_addr",
		[NFT_FIELD_IPV6] = "ipv6_addr", [NFT_FIELD_PROTOCOL] = "inet_proto",
		[NFT_FIELD_PORT] = "inet_service", [NFT_FIELD_INTEGER] = "integer",
		[NFT_FIELD_VERDICT] = "verdict", [NFT_FIELD_MARK] = "mark",
	};
	size_t i;

	for (i = 0; i < nft_fields_count(field); i++)
		fprintf(out, "%s%s", i ? " . " : "",
			name_of(names, ARRAY_SIZE(names), field[i]));
}

static void print_set(const struct nft_set *set, FILE *out)
{
	size_t i;

	fprintf(out, "\t%s %s { type ", nft_set_is_map(set) ? "map" : "set", set->name);
	print_types(set->key, out);
	if (nft_set_is_map(set)) {
		fputs(" : ", out);
		print_types(set->data, out);
	}
	if (set->interval)
		fputs("; flags interval", out);
	fputs(set->dynamic ? "; flags dynamic; counter\n" : "\n", out);
	for (i = 0; i < set->n_element; i++) {
		fputs("\t\t", out);
		nft_element_print(set, &set->element[i], out);
		if (set->element[i].comment)
			fprintf(out, " comment \"%s\"", set->element[i].comment);
		fputc('\n', out);
	}
	fputs("\t}\n", out);
}

static void print_flowtable(const struct nft_flowtable *flowtable, FILE *out)
{
	size_t i;

	fprintf(out, "\tflowtable %s { priority %d devices {", flowtable->name,
		flowtable->priority);
	for (i = 0; i < flowtable->n_device; i++)
		fprintf(out, "%s %s", i ? "," : "", flowtable->device[i]);
	fputs(" } }\n", out);
}

static void print_chain(const struct nft_chain *chain, FILE *out)
{
	size_t i;

	fprintf(out, "\tchain %s {", chain->name);
	if (chain->type[0])
		fprintf(out, " type %s hook %u priority %d policy %u", chain->type, chain->hook,
			chain->priority, chain->policy);
	fputc('\n', out);
	for (i = 0; i < chain->n_rule; i++) {
		fputs("\t\t", out);
		nft_rule_print(&chain->rule[i], out);
		fputc('\n', out);
	}
	fputs("\t}\n", out);
}

void nft_table_print(const struct nft_table *table, FILE *out)
{
	size_t i;

	fputs("table inet " NFT_TABLE_NAME " {\n", out);
	for (i = 0; i < table->n_counter; i++)
		fprintf(out, "\tcounter %s\n", table->counter[i].name);
	if (table->flowtable)
		print_flowtable(table->flowtable, out);
	for (i = 0; i < table->n_set; i++)
		print_set(&table->set[i], out);
	for (i = 0; i < table->n_chain; i++)
		print_chain(&table->chain[i], out);
	fputs("}\n", out);
}

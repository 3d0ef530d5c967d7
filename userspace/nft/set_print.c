// SPDX-License-Identifier: GPL-2.0
#include "nft/set_print.h"

#include <netinet/in.h>
#include <string.h>

#include "model/range.h"

/* "10.0.0.0/8" if first and last are all of a prefix, else "10.0.0.1-10.0.0.9". */
static void print_addresses(enum nft_field field, const uint8_t *first, const uint8_t *last,
			    FILE *out)
{
	struct address end;
	struct prefix prefix;
	struct range range;
	char buf[PREFIX_STRLEN];

	nft_read_address(field, first, &range.first);
	nft_read_address(field, last, &range.last);
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

void nft_field_print(enum nft_field field, const uint8_t *first, const uint8_t *last, FILE *out)
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
		nft_field_print(field[i], first + at, last + at, out);
		at += (nft_field_len(field[i]) + 3) & ~3UL;
	}
}

void nft_element_print_key(const struct nft_set *set, const struct nft_element *e, FILE *out)
{
	print_fields(set->key, e->key, set->interval ? e->end : e->key, out);
}

void nft_element_print_data(const struct nft_set *set, const struct nft_element *e, FILE *out)
{
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

void nft_element_print(const struct nft_set *set, const struct nft_element *e, FILE *out)
{
	nft_element_print_key(set, e, out);
	nft_element_print_data(set, e, out);
}

void nft_types_print(const enum nft_field *field, FILE *out)
{
	static const char *const names[] = {
		[NFT_FIELD_IFNAME] = "ifname", [NFT_FIELD_IPV4] = "ipv4_addr",
		[NFT_FIELD_IPV6] = "ipv6_addr", [NFT_FIELD_PROTOCOL] = "inet_proto",
		[NFT_FIELD_PORT] = "inet_service", [NFT_FIELD_INTEGER] = "integer",
		[NFT_FIELD_VERDICT] = "verdict", [NFT_FIELD_MARK] = "mark",
		[NFT_FIELD_OTHER] = "?",
	};
	size_t i;

	for (i = 0; i < nft_fields_count(field); i++)
		fprintf(out, "%s%s", i ? " . " : "", names[field[i]]);
}

void nft_set_print(const struct nft_set *set, FILE *out)
{
	size_t i;

	fprintf(out, "\t%s %s { type ", nft_set_is_map(set) ? "map" : "set", set->name);
	nft_types_print(set->key, out);
	if (nft_set_is_map(set)) {
		fputs(" : ", out);
		nft_types_print(set->data, out);
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

// SPDX-License-Identifier: GPL-2.0
#include "nft/set_command.h"

#include <net/if.h>
#include <string.h>

#include "nft/set_print.h"

void nft_set_command(const struct nft_set *set, FILE *out)
{
	fputs("type ", out);
	nft_types_print(set->key, out);
	if (nft_set_is_map(set)) {
		fputs(set->data_interval ? " : interval " : " : ", out);
		nft_types_print(set->data, out);
	}
	fputc(';', out);
	if (set->interval)
		fputs(" flags interval;", out);
	if (set->dynamic)
		fputs(" flags dynamic; counter;", out);
}

/*
 * A name of a device that ends with an asterisk is no pattern in a set of ersym's, which no
 * packet is looked up in by it; the backslash says so.
 */
static void print_key(const struct nft_set *set, const struct nft_element *e, FILE *out)
{
	const char *name = (const char *)e->key;
	size_t len = strnlen(name, IFNAMSIZ);

	if (set->key[0] == NFT_FIELD_IFNAME && nft_fields_count(set->key) == 1 && len &&
	    name[len - 1] == '*')
		fprintf(out, "\"%.*s\\*\"", (int)len - 1, name);
	else
		nft_element_print_key(set, e, out);
}

/* In a map to intervals, nft takes an address for an interval only with its length. */
static void print_data_length(const struct nft_set *set, const struct nft_element *e, FILE *out)
{
	size_t len = nft_fields_len(set->data);

	if (set->data_interval && !memcmp(e->data, e->data + len, len))
		fprintf(out, "/%zu", len * 8);
}

void nft_element_command(const struct nft_set *set, const struct nft_element *e, FILE *out)
{
	print_key(set, e, out);
	if (e->comment)
		fprintf(out, " comment \"%s\"", e->comment);
	nft_element_print_data(set, e, out);
	print_data_length(set, e, out);
}

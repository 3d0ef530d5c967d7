// SPDX-License-Identifier: GPL-2.0
#include "nft/table_print.h"

#include "nft/rule_print.h"
#include "nft/set_print.h"

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
		nft_set_print(&table->set[i], out);
	for (i = 0; i < table->n_chain; i++)
		print_chain(&table->chain[i], out);
	fputs("}\n", out);
}

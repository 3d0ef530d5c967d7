// SPDX-License-Identifier: GPL-2.0
#include "nft/table_command.h"

#include <linux/netfilter.h>

#include "nft/rule_command.h"
#include "nft/set_command.h"
#include "util/array.h"

void nft_flowtable_command(const struct nft_flowtable *flowtable, FILE *out)
{
	size_t i;

	fprintf(out, "{ hook ingress priority %d; devices = {", flowtable->priority);
	for (i = 0; i < flowtable->n_device; i++)
		fprintf(out, "%s \"%s\"", i ? "," : "", flowtable->device[i]);
	fputs(" }; }", out);
}

static void print_base(const struct nft_chain *chain, FILE *out)
{
	static const char *const hooks[] = {
		[NF_INET_PRE_ROUTING] = "prerouting", [NF_INET_LOCAL_IN] = "input",
		[NF_INET_FORWARD] = "forward", [NF_INET_LOCAL_OUT] = "output",
		[NF_INET_POST_ROUTING] = "postrouting",
	};

	fprintf(out, "type %s hook %s priority %d; policy %s;", chain->type,
		chain->hook < ARRAY_SIZE(hooks) ? hooks[chain->hook] : "?", chain->priority,
		chain->policy == NF_DROP ? "drop" : "accept");
}

void nft_chain_command(const struct nft_chain *chain, FILE *out)
{
	if (!chain->type[0])
		return;
	fputs(" { ", out);
	print_base(chain, out);
	fputs(" }", out);
}

static void print_set(const struct nft_set *set, FILE *out)
{
	size_t i;

	fprintf(out, "\t%s %s {\n\t\t", nft_set_is_map(set) ? "map" : "set", set->name);
	nft_set_command(set, out);
	fputc('\n', out);
	for (i = 0; i < set->n_element && !set->dynamic; i++) {
		fputs(i ? ",\n\t\t\t" : "\t\telements = {\n\t\t\t", out);
		nft_element_command(set, &set->element[i], out);
	}
	fputs(i ? "\n\t\t}\n\t}\n" : "\t}\n", out);
}

static bool print_chain(const struct nft_table *table, const struct nft_chain *chain, FILE *out)
{
	bool complete = true;
	size_t i;

	fprintf(out, "\tchain %s {\n", chain->name);
	if (chain->type[0]) {
		fputs("\t\t", out);
		print_base(chain, out);
		fputc('\n', out);
	}
	for (i = 0; i < chain->n_rule; i++) {
		fputs("\t\t", out);
		complete &= nft_rule_command(table, &chain->rule[i], out);
		fputc('\n', out);
	}
	fputs("\t}\n", out);
	return complete;
}

bool nft_table_command(const struct nft_table *table, FILE *out)
{
	bool complete = true;
	size_t i;

	fputs("table inet " NFT_TABLE_NAME " {\n", out);
	for (i = 0; i < table->n_counter; i++)
		fprintf(out, "\tcounter %s {\n\t}\n", table->counter[i].name);
	if (table->flowtable) {
		fprintf(out, "\tflowtable %s ", table->flowtable->name);
		nft_flowtable_command(table->flowtable, out);
		fputc('\n', out);
	}
	for (i = 0; i < table->n_set; i++)
		print_set(&table->set[i], out);
	for (i = 0; i < table->n_chain; i++)
		complete &= print_chain(table, &table->chain[i], out);
	fputs("}\n", out);
	return complete;
}

// SPDX-License-Identifier: GPL-2.0
#include "nft/chain.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

static bool expression_equal(const struct nft_expression *a, const struct nft_expression *b)
{
	return a->type == b->type && a->type != NFT_EXPRESSION_OTHER && a->sreg == b->sreg &&
	       a->dreg == b->dreg && a->key == b->key && a->offset == b->offset &&
	       a->len == b->len && a->direction == b->direction && a->flags == b->flags &&
	       a->modulus == b->modulus && a->seed == b->seed && a->family == b->family &&
	       !memcmp(a->address, b->address, sizeof(a->address)) &&
	       !memcmp(a->port, b->port, sizeof(a->port)) &&
	       !memcmp(a->data, b->data, sizeof(a->data)) && !strcmp(a->name, b->name);
}

bool nft_rule_equal(const struct nft_rule *a, const struct nft_rule *b)
{
	size_t i;

	if (a->n_expression != b->n_expression || !a->anonymous != !b->anonymous)
		return false;
	for (i = 0; i < a->n_expression; i++)
		if (!expression_equal(&a->expression[i], &b->expression[i]))
			return false;
	return !a->anonymous || nft_set_equal(a->anonymous, b->anonymous);
}

bool nft_chain_same_shape(const struct nft_chain *a, const struct nft_chain *b)
{
	if (strcmp(a->type, b->type))
		return false;
	return !a->type[0] ||
	       (a->hook == b->hook && a->priority == b->priority && a->policy == b->policy);
}

bool nft_chain_equal(const struct nft_chain *a, const struct nft_chain *b)
{
	size_t i;

	if (!nft_chain_same_shape(a, b) || a->n_rule != b->n_rule)
		return false;
	for (i = 0; i < a->n_rule; i++)
		if (!nft_rule_equal(&a->rule[i], &b->rule[i]))
			return false;
	return true;
}

bool nft_chain_offloads(const struct nft_chain *chain)
{
	size_t i, j;

	for (i = 0; i < chain->n_rule; i++)
		for (j = 0; j < chain->rule[i].n_expression; j++)
			if (chain->rule[i].expression[j].type == NFT_EXPRESSION_FLOW_OFFLOAD)
				return true;
	return false;
}

struct nft_rule *nft_chain_add_rule(struct nft_chain *chain)
{
	chain->rule = array_grow(chain->rule, chain->n_rule, sizeof(*chain->rule));
	return &chain->rule[chain->n_rule++];
}

void nft_rule_free(struct nft_rule *rule)
{
	free(rule->expression);
	if (rule->anonymous)
		nft_set_free(rule->anonymous);
	free(rule->anonymous);
}

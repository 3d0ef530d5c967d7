// SPDX-License-Identifier: GPL-2.0
#include "plan/engine/map.h"

#include <string.h>

#include <linux/netfilter/nf_tables.h>

#include "nft/expression.h"
#include "util/alloc.h"

struct nft_set *engine_add_vmap(struct nft_rule *rule, enum nft_field key)
{
	rule->anonymous = xcalloc(1, sizeof(*rule->anonymous));
	rule->anonymous->key[0] = key;
	rule->anonymous->data[0] = NFT_FIELD_VERDICT;
	return rule->anonymous;
}

void engine_add_goto(struct nft_set *set, const void *key, size_t len, const char *what,
		     const char *circuit)
{
	struct nft_element *e = nft_set_add_element(set);

	memcpy(e->key, key, len);
	e->chain = xasprintf("%s-%s", what, circuit);
}

/* iifname vmap { LINK : goto WHAT-CIRCUIT, ... } */
void engine_rule_by_link(const struct engine_table *p, struct nft_chain *chain, uint32_t device_key,
			 const char *what)
{
	struct nft_rule *rule = nft_chain_add_rule(chain);
	struct nft_set *set = engine_add_vmap(rule, NFT_FIELD_IFNAME);
	size_t i, j;

	expr_meta(rule, device_key, 0);
	expr_map(rule, "", "", NFT_REG_VERDICT);
	for (i = 0; i < p->site->n_circuit; i++)
		for (j = 0; j < p->site->circuit[i].n_link; j++)
			engine_add_goto(set, p->site->circuit[i].link[j].name, IFNAMSIZ, what,
					p->site->circuit[i].name);
}

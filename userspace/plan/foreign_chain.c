// SPDX-License-Identifier: GPL-2.0
#include "plan/foreign_chain.h"

#include <stdlib.h>
#include <string.h>

#include <linux/netfilter.h>

#include "plan/table/names.h"
#include "util/alloc.h"
#include "util/array.h"

struct foreign_chain *foreign_chains_add(struct foreign_chains *chains, uint8_t family,
					 const char *table, const char *name)
{
	struct foreign_chain *chain;

	chains->v = array_grow(chains->v, chains->n, sizeof(*chains->v));
	chain = &chains->v[chains->n++];
	memset(chain, 0, sizeof(*chain));
	chain->family = family;
	strncpy(chain->table, table, sizeof(chain->table) - 1);
	strncpy(chain->name, name, sizeof(chain->name) - 1);
	chain->hook = NF_INET_NUMHOOKS;
	return chain;
}

static bool in_table(const struct foreign_chain *chain, uint8_t family, const char *table)
{
	return chain->family == family && !strcmp(chain->table, table);
}

struct foreign_chain *foreign_chains_find(const struct foreign_chains *chains, uint8_t family,
					  const char *table, const char *name)
{
	struct foreign_chain *chain;

	for (chain = chains->v; chain < chains->v + chains->n; chain++)
		if (in_table(chain, family, table) && !strcmp(chain->name, name))
			return chain;
	return NULL;
}

bool foreign_chain_precedes(const struct foreign_chain *chain)
{
	if (chain->hook == NF_INET_PRE_ROUTING)
		return chain->priority <= TABLE_PRIORITY_DSTNAT;
	if (chain->hook == NF_INET_POST_ROUTING)
		return chain->priority <= TABLE_PRIORITY_SRCNAT;
	return false;
}

struct foreign_rule *foreign_chain_add_rule(struct foreign_chain *chain, const char *where)
{
	struct foreign_rule *rule;

	chain->rule = array_grow(chain->rule, chain->n_rule, sizeof(*chain->rule));
	rule = &chain->rule[chain->n_rule++];
	memset(rule, 0, sizeof(*rule));
	rule->where = xstrdup(where);
	return rule;
}

static bool any_in_table(struct foreign_chain *const *list, size_t n,
			 const struct foreign_chain *of)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (in_table(list[i], of->family, of->table))
			return true;
	return false;
}

void foreign_chains_limit(struct foreign_chains *chains)
{
	struct foreign_chain **first = NULL;
	struct foreign_chains kept = { 0 };
	size_t i, n = 0;

	for (i = 0; i < chains->n; i++) {
		if (!foreign_chain_precedes(&chains->v[i]))
			continue;
		first = array_grow(first, n, sizeof(*first));
		first[n++] = &chains->v[i];
	}
	for (i = 0; i < chains->n; i++) {
		if (!any_in_table(first, n, &chains->v[i]))
			continue;
		kept.v = array_grow(kept.v, kept.n, sizeof(*kept.v));
		kept.v[kept.n++] = chains->v[i];
	}
	free(first);
	free(chains->v);
	*chains = kept;
}

static void forget_rules(struct foreign_chain *chain)
{
	size_t i;

	for (i = 0; i < chain->n_rule; i++) {
		nft_rule_free(&chain->rule[i].rule);
		free(chain->rule[i].where);
		free(chain->rule[i].removal);
	}
	free(chain->rule);
	chain->rule = NULL;
	chain->n_rule = 0;
}

void foreign_chains_forget_rules(struct foreign_chains *chains)
{
	size_t i;

	for (i = 0; i < chains->n; i++)
		forget_rules(&chains->v[i]);
}

void foreign_chains_free(struct foreign_chains *chains)
{
	foreign_chains_forget_rules(chains);
	free(chains->v);
	memset(chains, 0, sizeof(*chains));
}

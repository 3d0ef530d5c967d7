// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "network/lint/lint.h"

static void (*const lints[])(const struct lint_input *in, struct diagnostics *diags) = {
	lint_stable,
	lint_pools,
	lint_shared_pools,
	lint_pool_use,
	lint_ownership,
	lint_provision,
	lint_published,
	lint_records,
	lint_twice,
	lint_scopes,
	lint_inbound,
	lint_circuits,
	lint_backup,
	lint_bandwidth,
	lint_redundancy,
	lint_communities,
	lint_intent,
};

void lint(const struct lint_input *in, struct diagnostics *diags)
{
	size_t i;

	for (i = 0; i < sizeof(lints) / sizeof(lints[0]); i++)
		lints[i](in, diags);
}

const struct prefix *lint_cover(const struct prefix_list *list, const struct prefix *p)
{
	const struct prefix *found = NULL;
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (prefix_contains(&list->v[i], p) &&
		    (!found || list->v[i].length > found->length))
			found = &list->v[i];
	}
	return found;
}

bool lint_is_er(const struct lint_input *in, unsigned int circuit)
{
	return in->net->circuit[circuit].kind == KIND_MICROSOFT_PEERING;
}

bool lint_is_internet(const struct lint_input *in, unsigned int circuit)
{
	return in->net->circuit[circuit].kind == KIND_INTERNET;
}

bool lint_sees(const struct lint_input *in, unsigned int device, unsigned int circuit)
{
	const struct index_list *peers = &in->net->peers_of[device];
	const struct attributes *attributes = in->routes->attributes;
	size_t i, j;

	for (i = 0; i < in->routes->table->n_class; i++) {
		for (j = 0; j < peers->n; j++) {
			uint32_t taken = in->routes->bgp.class[i].taken[peers->v[j]];

			if (taken != NO_ATTRIBUTE &&
			    attributes_count(attributes, attributes->v[taken].community,
					     circuit_community(circuit)))
				return true;
		}
	}
	return false;
}

bool lint_has_nat(const struct lint_input *in, unsigned int circuit, enum net_nat_kind kind)
{
	size_t i;

	for (i = 0; i < in->net->n_nat; i++) {
		if (in->net->nat[i].circuit == circuit && in->net->nat[i].kind == kind)
			return true;
	}
	return false;
}

struct location lint_server_place(const struct lint_input *in, const struct net_nat *nat)
{
	size_t i;

	for (i = 0; !in->net->device[nat->device].ersym && i < in->d->n_published; i++) {
		if (!strcmp(in->d->published[i].name.text, nat->service))
			return in->d->published[i].name.at;
	}
	return in->net->circuit[nat->circuit].at;
}

struct location lint_place(const struct lint_input *in, unsigned int circuit,
			   const struct desc_prefixes *written, const struct prefix *p)
{
	size_t i;

	for (i = 0; i < written->list.n; i++) {
		if (!prefix_compare(&written->list.v[i], p))
			return written->at[i];
	}
	return in->net->circuit[circuit].at;
}

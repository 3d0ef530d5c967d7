// SPDX-License-Identifier: GPL-2.0
/* What devices of ours take from one another. */
#include <stdlib.h>
#include <string.h>

#include "network/expand/parts.h"
#include "util/alloc.h"

/* The circuits that a device sees, or NULL: all. */
static const struct desc_names *sees(const struct expansion *x, unsigned int device)
{
	const struct desc_device *d = &x->d->device[device];
	unsigned int site = d->site.text ? network_site(x->net, d->site.text) : NONE;

	if (d->scoped)
		return &d->sees;
	if (site != NONE && x->d->site[site].scoped)
		return &x->d->site[site].sees;
	return NULL;
}

void expand_check_sees(struct expansion *x, const struct desc_names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++) {
		if (network_circuit(x->net, names->v[i].text) == NONE)
			expand_error(x, names->v[i].at, "unknown-circuit",
				     "there is no circuit %s; add it under circuits, or name another",
				     names->v[i].text);
	}
}

static bool names_circuit(const struct desc_names *names, const char *circuit)
{
	size_t i;

	for (i = 0; i < names->n; i++) {
		if (!strcmp(names->v[i].text, circuit))
			return true;
	}
	return false;
}

/* Refuses what has come by circuits that are not named. */
static void refuse_others(struct expansion *x, const struct desc_names *names,
			  struct policy *policy)
{
	struct policy_term *term = policy_add_term(policy);
	size_t i;

	term->deny = true;
	for (i = 0; i < x->net->n_circuit; i++) {
		if (!names_circuit(names, x->net->circuit[i].name))
			policy_term_match_community(term, circuit_community((unsigned int)i));
	}
	if (!term->n_community)
		policy->n_term--;
}

static void refuse_outward(struct expansion *x, struct policy *policy)
{
	struct policy_term *term = policy_add_term(policy);
	size_t i;

	term->deny = true;
	for (i = 0; i < x->outward.n; i++)
		policy_term_match(term, &x->outward.v[i]);
}

/* Adds a policy that refuses what the device does not see, if there is any of that. */
static struct policy *begin_policy(struct expansion *x, unsigned int device, const char *what)
{
	const struct desc_names *names = sees(x, device);
	struct policy *policy;
	char *name;

	name = xasprintf("%s-%s", x->net->device[device].name, what);
	policy = network_add_policy(x->net, name);
	free(name);
	if (names)
		refuse_others(x, names, policy);
	if (x->outward.n)
		refuse_outward(x, policy);
	return policy;
}

unsigned int expand_scope(struct expansion *x, unsigned int device)
{
	const struct desc_names *names = sees(x, device);
	unsigned int index = (unsigned int)x->net->n_policy;

	if (!names && !x->outward.n)
		return NONE;
	if (names)
		expand_check_sees(x, names);
	policy_add_term(begin_policy(x, device, "sees"));
	return index;
}

unsigned int expand_import(struct expansion *x, unsigned int device)
{
	const struct desc_device *d = &x->d->device[device];
	unsigned int index = (unsigned int)x->net->n_policy;
	struct policy_term *term;
	struct policy *policy;
	size_t i, j;

	if (!d->n_import && !sees(x, device) && !x->outward.n)
		return NONE;
	policy = begin_policy(x, device, "import");
	for (i = 0; i < d->n_import; i++) {
		term = policy_add_term(policy);
		term->deny = d->import[i].deny;
		term->set_local_pref = !d->import[i].deny;
		term->local_pref = d->import[i].local_pref;
		for (j = 0; j < d->import[i].n_path; j++)
			policy_term_match_path(term, d->import[i].path[j]);
	}
	policy_add_term(policy);
	return index;
}

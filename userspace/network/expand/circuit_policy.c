// SPDX-License-Identifier: GPL-2.0
/* What the ends of a circuit's sessions take and give. */
#include <stdlib.h>
#include <string.h>

#include "network/expand/circuit.h"
#include "util/alloc.h"

/* Of the same prefix clouds prefer what they have by ExpressRoute. */
#define CLOUD_LOCAL_PREF 200

bool circuit_is_private(const struct expansion *x, const struct desc_circuit *c,
			unsigned int cloud)
{
	if (cloud == NONE)
		return c->to.text;
	return c->n_attachment ||
	       (c->kind == KIND_PRIVATE_PEERING && x->d->cloud[cloud].n_network);
}

/* By which gateways know what they have of a circuit; 64998 is for private use. */
static uint32_t gateway_community(unsigned int circuit)
{
	return 64998u << 16 | (circuit + 1);
}

/* Adds a policy, which has no terms yet. */
static unsigned int add_policy(struct expansion *x, const char *circuit, const char *what)
{
	char *name = xasprintf("%s-%s", circuit, what);

	network_add_policy(x->net, name);
	free(name);
	return (unsigned int)x->net->n_policy - 1;
}

/* Prefixes that a cloud has; none for the Internet, which has a default route. */
static void match_cloud(const struct expansion *x, unsigned int cloud, struct policy_term *term)
{
	struct prefix everything = { .address.family = AF_INET };
	const struct desc_cloud *c;
	size_t i, j;

	if (cloud == NONE) {
		policy_term_match(term, &everything);
		return;
	}
	c = &x->d->cloud[cloud];
	for (i = 0; i < c->n_region; i++) {
		for (j = 0; j < c->region[i].prefixes.list.n; j++)
			policy_term_match(term, &c->region[i].prefixes.list.v[j]);
	}
}

unsigned int circuit_our_export(struct expansion *x, const struct desc_circuit *c)
{
	unsigned int index = add_policy(x, c->name.text, "export");
	struct policy_term *term;
	size_t i;

	if (!c->announce.list.n)
		return index;
	term = policy_add_term(&x->net->policy[index]);
	term->prepend = (uint8_t)c->prepend;
	if (c->community)
		policy_term_add_community(term, c->community);
	for (i = 0; i < c->announce.list.n; i++)
		policy_term_match(term, &c->announce.list.v[i]);
	return index;
}

/* A region of a cloud by its name, or NULL, which is said. */
static const struct desc_region *find_region(struct expansion *x, unsigned int cloud,
					     const struct desc_name *name)
{
	const struct desc_cloud *c = cloud == NONE ? NULL : &x->d->cloud[cloud];
	size_t i;

	for (i = 0; c && i < c->n_region; i++) {
		if (!strcmp(c->region[i].name.text, name->text))
			return &c->region[i];
	}
	expand_error(x, name->at, "unknown-region",
		     "the circuit leads to no region %s; remove it, or name another", name->text);
	return NULL;
}

/* Another local-pref for what is of some regions. */
static void prefer_regions(struct expansion *x, const struct desc_circuit *c,
			   unsigned int circuit, unsigned int cloud, unsigned int index)
{
	const struct desc_region *region;
	struct policy_term *term;
	size_t i, j;

	for (i = 0; i < c->n_preference; i++) {
		region = find_region(x, cloud, &c->preference[i].region);
		if (!region || !region->prefixes.list.n)
			continue;
		term = policy_add_term(&x->net->policy[index]);
		term->set_local_pref = true;
		term->local_pref = c->preference[i].local_pref;
		policy_term_add_community(term, circuit_community(circuit));
		for (j = 0; j < region->prefixes.list.n; j++)
			policy_term_match_within(term, &region->prefixes.list.v[j]);
	}
}

unsigned int circuit_our_import(struct expansion *x, const struct desc_circuit *c,
				unsigned int circuit, unsigned int cloud)
{
	unsigned int index = add_policy(x, c->name.text, "import");
	struct policy_term *term;

	prefer_regions(x, c, circuit, cloud, index);
	term = policy_add_term(&x->net->policy[index]);
	term->set_local_pref = true;
	term->local_pref = c->local_pref;
	policy_term_add_community(term, circuit_community(circuit));
	return index;
}

/* A cloud that has networks for us gives what they give, unless it is limited. */
unsigned int circuit_their_export(struct expansion *x, const struct desc_circuit *c,
				  unsigned int cloud)
{
	unsigned int index;
	struct policy_term *term;
	size_t i;

	/* Before a route filter is attached a Microsoft peering gives nothing. */
	if (c->kind == KIND_MICROSOFT_PEERING && c->provision.staged &&
	    !(c->provision.steps & PROVISION_ROUTE_FILTER))
		return add_policy(x, c->name.text, "their-export");
	if (!c->receive.list.n && circuit_is_private(x, c, cloud))
		return NONE;
	index = add_policy(x, c->name.text, "their-export");
	term = policy_add_term(&x->net->policy[index]);
	for (i = 0; i < c->receive.list.n; i++)
		policy_term_match(term, &c->receive.list.v[i]);
	if (!c->receive.list.n)
		match_cloud(x, cloud, term);
	return index;
}

/* Limits what the other side takes, if the description says so. */
static void match_accepted(struct policy_term *term, const struct desc_circuit *c)
{
	size_t i;

	for (i = 0; i < c->accepted.list.n; i++)
		policy_term_match(term, &c->accepted.list.v[i]);
}

unsigned int circuit_their_import(struct expansion *x, const struct desc_circuit *c)
{
	unsigned int index = add_policy(x, c->name.text, "their-import");
	struct policy_term *term = policy_add_term(&x->net->policy[index]);

	match_accepted(term, c);
	term->set_local_pref = true;
	term->local_pref = CLOUD_LOCAL_PREF;
	return index;
}

/* What a gateway takes by a circuit, marked so that it goes to no other circuit. */
unsigned int circuit_gateway_import(struct expansion *x, const struct desc_circuit *c,
				    unsigned int circuit)
{
	unsigned int index = add_policy(x, c->name.text, "gateway-import");
	struct policy_term *term = policy_add_term(&x->net->policy[index]);

	match_accepted(term, c);
	term->set_local_pref = true;
	term->local_pref = CLOUD_LOCAL_PREF;
	policy_term_add_community(term, gateway_community(circuit));
	return index;
}

/* What a gateway gives to a circuit: nothing that it has of circuits. */
unsigned int circuit_gateway_export(struct expansion *x, const struct desc_circuit *c)
{
	unsigned int index = add_policy(x, c->name.text, "gateway-export");
	struct policy_term *term = policy_add_term(&x->net->policy[index]);
	size_t i;

	term->deny = true;
	for (i = 0; i < x->d->n_circuit; i++)
		policy_term_match_community(term, gateway_community((unsigned int)i));
	policy_add_term(&x->net->policy[index]);
	return index;
}

// SPDX-License-Identifier: GPL-2.0
/* Circuits beside one another: which is used for what. */
#include <string.h>

#include "network/lint/lint.h"

static bool is_pair(enum circuit_kind kind)
{
	return kind == KIND_MICROSOFT_PEERING || kind == KIND_PRIVATE_PEERING;
}

static void check_links(const struct lint_input *in, unsigned int circuit,
			struct diagnostics *diags)
{
	const struct desc_circuit *c = &in->d->circuit[circuit];
	size_t i, j;

	if (c->n_link == 1)
		diagnostics_add(diags, SEVERITY_WARNING, c->name.at, "no-second-link",
				"circuit %s has one link; an ExpressRoute circuit has two, each with its own /30",
				c->name.text);
	for (i = 0; i < c->n_link; i++) {
		struct prefix p = prefix_around(&c->link[i].ours, c->link[i].length);

		for (j = i + 1; c->link[i].length && j < c->n_link; j++) {
			if (prefix_contains_address(&p, &c->link[j].ours))
				diagnostics_add(diags, SEVERITY_ERROR, c->link[j].name.at,
						"links-share-subnet",
						"links %s and %s are in one subnet; each link has its own",
						c->link[i].name.text, c->link[j].name.text);
		}
	}
}

/* Whether two circuits lead to one cloud, from different sites. */
static bool are_apart(const struct lint_input *in, unsigned int a, unsigned int b)
{
	const struct net_circuit *x = &in->net->circuit[a], *y = &in->net->circuit[b];
	const struct net_device *device = in->net->device;

	return x->kind == y->kind && x->device != NONE && y->device != NONE &&
	       x->far != NONE && y->far != NONE && device[x->far].as == device[y->far].as &&
	       device[x->device].site != device[y->device].site;
}

static void check_passive(const struct lint_input *in, unsigned int circuit,
			  struct diagnostics *diags)
{
	const struct desc_circuit *c = &in->d->circuit[circuit];
	unsigned int i;

	for (i = 0; i < in->net->n_circuit; i++) {
		if (i == circuit || !are_apart(in, i, circuit) || c->n_preference ||
		    in->d->circuit[i].local_pref <= c->local_pref)
			continue;
		diagnostics_add(diags, SEVERITY_WARNING, c->name.at, "active-passive",
				"circuit %s is passive for every prefix: sites nearer to it take the long way by %s",
				c->name.text, in->net->circuit[i].name);
		return;
	}
}

static uint64_t distance(const struct lint_input *in, const struct net_nat *nat,
			 unsigned int segment)
{
	return latency_between(&in->routes->latency, nat->device,
			       in->net->segment[segment].device);
}

/* The circuit near a server must not be the one that is made to look long. */
static void check_prepend(const struct lint_input *in, const struct net_nat *near,
			  struct diagnostics *diags)
{
	unsigned int segment = network_segment_of(in->net, &near->to.v[0].address);
	const struct desc_circuit *c = &in->d->circuit[near->circuit];
	size_t i;

	for (i = 0; segment != NONE && i < in->net->n_nat; i++) {
		const struct net_nat *far = &in->net->nat[i];

		if (far->kind != NAT_PUBLISH || !address_equal(&far->address, &near->address) ||
		    !are_apart(in, near->circuit, far->circuit) ||
		    c->prepend <= in->d->circuit[far->circuit].prepend ||
		    distance(in, near, segment) >= distance(in, far, segment))
			continue;
		diagnostics_add(diags, SEVERITY_ERROR, c->name.at, "prepend-near",
				"service %s is at %s, but %s is prepended; prepend on %s instead",
				near->service, in->net->device[near->device].name, c->name.text,
				in->net->circuit[far->circuit].name);
		return;
	}
}

/* What a circuit of ExpressRoute learns: what is written, or all that its cloud has. */
static const struct prefix *learnt(const struct lint_input *in, unsigned int circuit, size_t index)
{
	const struct prefix_list *receive = &in->d->circuit[circuit].receive.list;
	unsigned int far = in->net->circuit[circuit].far;
	size_t i, n = 0;

	if (receive->n)
		return index < receive->n ? &receive->v[index] : NULL;
	for (i = 0; i < in->net->n_segment; i++) {
		const struct net_segment *s = &in->net->segment[i];

		if (in->net->device[s->device].as == in->net->device[far].as && n++ == index)
			return &s->prefix;
	}
	return NULL;
}

/* What the Internet gives is longer than what ExpressRoute gives. */
static void check_specific(const struct lint_input *in, unsigned int internet, unsigned int er,
			   struct diagnostics *diags)
{
	const struct desc_prefixes *receive = &in->d->circuit[internet].receive;
	char longer[PREFIX_STRLEN], buf[PREFIX_STRLEN];
	const struct prefix *p;
	size_t i, j;

	for (i = 0; i < receive->list.n; i++) {
		for (j = 0; (p = learnt(in, er, j)); j++) {
			if (!prefix_contains(p, &receive->list.v[i]) ||
			    p->length == receive->list.v[i].length)
				continue;
			prefix_format(&receive->list.v[i], longer);
			diagnostics_add(diags, SEVERITY_WARNING, receive->at[i],
					"er-not-more-specific",
					"%s from circuit %s is longer than %s from circuit %s: traffic to it leaves by %s",
					longer, in->net->circuit[internet].name,
					prefix_format(p, buf), in->net->circuit[er].name,
					in->net->circuit[internet].name);
		}
	}
}

void lint_circuits(const struct lint_input *in, struct diagnostics *diags)
{
	unsigned int i, j;

	for (i = 0; i < in->net->n_circuit; i++) {
		if (is_pair(in->net->circuit[i].kind)) {
			check_links(in, i, diags);
			check_passive(in, i, diags);
		}
		for (j = 0; lint_is_internet(in, i) && j < in->net->n_circuit; j++) {
			if (lint_is_er(in, j) && in->net->circuit[j].far != NONE)
				check_specific(in, i, j, diags);
		}
	}
	for (i = 0; i < in->net->n_nat; i++) {
		if (in->net->nat[i].kind == NAT_PUBLISH)
			check_prepend(in, &in->net->nat[i], diags);
	}
}

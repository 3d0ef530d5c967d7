// SPDX-License-Identifier: GPL-2.0
/* How circuits of ExpressRoute are ordered and built. */
#include "network/lint/lint.h"

static bool is_direct(const struct desc_provision *p)
{
	return p->connectivity == CONNECTIVITY_DIRECT_10 ||
	       p->connectivity == CONNECTIVITY_DIRECT_100;
}

/* Whether a list, which ends with 0, has a value. */
static bool is_listed(const uint32_t *list, uint32_t value)
{
	for (; *list; list++) {
		if (*list == value)
			return true;
	}
	return false;
}

static void check_sku(const struct desc_circuit *c, struct diagnostics *diags)
{
	static const uint32_t provider[] = { 50, 100, 200, 500, 1000, 2000, 5000, 10000, 0 };
	static const uint32_t direct_10[] = { 1000, 2000, 5000, 10000, 0 };
	static const uint32_t direct_100[] = { 5000, 10000, 40000, 100000, 0 };
	const struct desc_provision *p = &c->provision;
	bool ten = p->connectivity == CONNECTIVITY_DIRECT_10;

	if (!p->sku)
		return;
	if (is_direct(p) && !is_listed(ten ? direct_10 : direct_100, p->sku))
		diagnostics_add(diags, SEVERITY_ERROR, p->sku_at, "sku",
				"circuit %s cannot have %u Mbit/s; on this port there are %s Gbit/s",
				c->name.text, p->sku, ten ? "1, 2, 5 and 10" : "5, 10, 40 and 100");
	else if (!is_direct(p) && (p->sku < 50 || p->sku > 10000))
		diagnostics_add(diags, SEVERITY_ERROR, p->sku_at, "sku",
				"circuit %s cannot have %u Mbit/s; providers have 50 Mbit/s to 10 Gbit/s",
				c->name.text, p->sku);
	else if (!is_direct(p) && !is_listed(provider, p->sku))
		diagnostics_add(diags, SEVERITY_WARNING, p->sku_at, "sku",
				"%u Mbit/s of circuit %s is unusual; there are 50, 100, 200 and 500 Mbit/s, 1, 2, 5 and 10 Gbit/s",
				p->sku, c->name.text);
}

static void check_connectivity(const struct desc_circuit *c, struct diagnostics *diags)
{
	const struct desc_provision *p = &c->provision;

	if (p->connectivity == CONNECTIVITY_IPVPN && p->layer == 2)
		diagnostics_add(diags, SEVERITY_ERROR, p->layer_at, "connectivity",
				"the provider of circuit %s manages layer 3 of an IP VPN, too; write layer: 3",
				c->name.text);
	if (is_direct(p) && p->layer == 3)
		diagnostics_add(diags, SEVERITY_ERROR, p->layer_at, "connectivity",
				"circuit %s has no provider that manages layer 3; write layer: 2",
				c->name.text);
	if (is_direct(p) && c->n_link == 1)
		diagnostics_add(diags, SEVERITY_ERROR, c->name.at, "connectivity",
				"the ports of circuit %s are a pair, and one link is described; add the other",
				c->name.text);
}

static void check_order(const struct lint_input *in, unsigned int circuit,
			struct diagnostics *diags)
{
	const struct desc_circuit *c = &in->d->circuit[circuit];
	const struct desc_provision *p = &c->provision;
	unsigned int both = PROVISION_ENABLED | PROVISION_PROVISIONED;

	if (!p->staged)
		return;
	if (p->steps & PROVISION_PEERING && (p->steps & both) != both)
		diagnostics_add(diags, SEVERITY_ERROR, p->steps_at, "order",
				"circuit %s has a peering before it is enabled and provisioned",
				c->name.text);
	if (p->steps & PROVISION_ROUTE_FILTER && !(p->steps & PROVISION_PEERING))
		diagnostics_add(diags, SEVERITY_ERROR, p->steps_at, "order",
				"circuit %s has a route filter before it has a peering",
				c->name.text);
	if (lint_is_er(in, circuit) && p->steps & PROVISION_PEERING &&
	    !(p->steps & PROVISION_ROUTE_FILTER))
		diagnostics_add(diags, SEVERITY_ERROR, p->steps_at, "no-route-filter",
				"all sessions of circuit %s are up, with 0 prefixes: attach a route filter",
				c->name.text);
}

static void check_liveness(const struct desc_circuit *c, struct diagnostics *diags)
{
	const struct desc_provision *p = &c->provision;

	if (p->liveness == LIVENESS_BFD && p->switches > 1)
		diagnostics_add(diags, SEVERITY_WARNING, p->liveness_at, "bfd-blind",
				"on circuit %s BFD sees nothing beyond the first of %u devices of layer 2; add bgp",
				c->name.text, p->switches);
}

void lint_provision(const struct lint_input *in, struct diagnostics *diags)
{
	size_t i;

	for (i = 0; i < in->d->n_circuit; i++) {
		const struct desc_circuit *c = &in->d->circuit[i];

		check_sku(c, diags);
		check_connectivity(c, diags);
		check_order(in, (unsigned int)i, diags);
		check_liveness(c, diags);
	}
}

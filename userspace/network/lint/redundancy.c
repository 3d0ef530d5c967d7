// SPDX-License-Identifier: GPL-2.0
/* Networks of a cloud that one zone, and one circuit, leads to. */
#include <string.h>

#include "network/lint/lint.h"

static bool has_gateway(const struct desc_network *network, const char *name)
{
	size_t i;

	for (i = 0; i < network->n_gateway; i++) {
		if (!strcmp(network->gateway[i].name.text, name))
			return true;
	}
	return false;
}

/* Whether a circuit leads to another gateway of a network than @gateway. */
static bool leads_to(const struct desc_circuit *c, const struct desc_network *network,
		     const struct desc_gateway *gateway)
{
	size_t i;

	if (c->to.text && has_gateway(network, c->to.text) &&
	    strcmp(c->to.text, gateway->name.text))
		return true;
	for (i = 0; i < c->n_attachment; i++) {
		const char *name = c->attachment[i].gateway.text;

		if (has_gateway(network, name) && strcmp(name, gateway->name.text))
			return true;
	}
	return false;
}

/* Whether a network can be reached without a gateway that a circuit leads to. */
static bool has_backup(const struct lint_input *in, const struct desc_circuit *er,
		       const struct desc_network *network, const struct desc_gateway *gateway)
{
	size_t i;

	for (i = 0; i < in->d->n_circuit; i++) {
		const struct desc_circuit *c = &in->d->circuit[i];
		bool carried = c->over.text && !strcmp(c->over.text, er->name.text);

		if (c != er && !carried && leads_to(c, network, gateway))
			return true;
	}
	return false;
}

static bool is_in_one_zone(const struct desc_gateway *g)
{
	size_t i;

	for (i = 1; i < g->zones.n; i++) {
		if (strcmp(g->zones.v[i].text, g->zones.v[0].text))
			return false;
	}
	return g->zones.n;
}

static void check_circuit(const struct lint_input *in, const struct desc_circuit *c,
			  const struct desc_network *network, struct diagnostics *diags)
{
	size_t i, j;

	for (i = 0; i < c->n_attachment; i++) {
		for (j = 0; j < network->n_gateway; j++) {
			const struct desc_gateway *g = &network->gateway[j];

			if (strcmp(g->name.text, c->attachment[i].gateway.text) ||
			    !is_in_one_zone(g) || has_backup(in, c, network, g))
				continue;
			diagnostics_add(diags, SEVERITY_ERROR, g->name.at, "no-redundancy",
					"network %s is lost with zone %s: %s, to which circuit %s leads, is in no other one; add zones, or a VPN that the circuit does not carry",
					network->name.text, g->zones.v[0].text, g->name.text,
					c->name.text);
		}
	}
}

void lint_redundancy(const struct lint_input *in, struct diagnostics *diags)
{
	size_t i, j, k;

	for (i = 0; i < in->d->n_circuit; i++) {
		for (j = 0; j < in->d->n_cloud; j++) {
			const struct desc_cloud *cloud = &in->d->cloud[j];

			for (k = 0; k < cloud->n_network; k++)
				check_circuit(in, &in->d->circuit[i], &cloud->network[k], diags);
		}
	}
}

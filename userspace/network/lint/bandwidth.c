// SPDX-License-Identifier: GPL-2.0
/* What services need, and what the VPN gateways on their ways have. */
#include <string.h>

#include "network/lint/lint.h"
#include "network/walk/usage.h"

/* What all services that cross a device need together, in Mbit/s. */
static uint64_t demand_at(const struct lint_input *in, const struct usage *usage,
			  unsigned int device)
{
	const struct index_list *list = &usage->of_device[device];
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < list->n; i++)
		sum += in->net->service[list->v[i]].demand;
	return sum;
}

static void check_demand(const struct lint_input *in, const struct usage *usage,
			 const struct desc_gateway *g, struct diagnostics *diags)
{
	unsigned int device = network_device(in->net, g->name.text);
	uint64_t demand = device == NONE ? 0 : demand_at(in, usage, device);

	if (demand > g->throughput)
		diagnostics_add(diags, SEVERITY_ERROR, g->throughput_at, "vpn-gateway-overbooked",
				"gateway %s: %llu of %u Mbit/s; take what needs no encryption out of the VPN, or order a faster gateway",
				g->name.text, (unsigned long long)demand, g->throughput);
}

static const struct desc_circuit *find_circuit(const struct lint_input *in, const char *name)
{
	unsigned int circuit = name ? network_circuit(in->net, name) : NONE;

	return circuit == NONE ? NULL : &in->d->circuit[circuit];
}

/* A gateway beside the circuit that carries its tunnels. */
static void check_carrier(const struct lint_input *in, const struct desc_gateway *g,
			  struct diagnostics *diags)
{
	const struct desc_circuit *carrier;
	size_t i;

	for (i = 0; i < in->d->n_circuit; i++) {
		const struct desc_circuit *c = &in->d->circuit[i];

		carrier = find_circuit(in, c->over.text);
		if (!carrier || !c->to.text || strcmp(c->to.text, g->name.text) ||
		    !carrier->provision.sku || carrier->provision.sku >= g->throughput)
			continue;
		diagnostics_add(diags, SEVERITY_WARNING, g->throughput_at, "vpn-gateway-faster",
				"gateway %s has %u Mbit/s, and circuit %s, which carries its tunnel %s, only %u; the circuit limits it",
				g->name.text, g->throughput, carrier->name.text, c->name.text,
				carrier->provision.sku);
	}
}

/* A tunnel over a circuit that carries public addresses only needs one at its end. */
static void check_ends(const struct lint_input *in, const struct desc_circuit *c,
		       struct diagnostics *diags)
{
	const struct desc_circuit *carrier = find_circuit(in, c->over.text);
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; carrier && carrier->kind == KIND_MICROSOFT_PEERING && i < c->n_link; i++) {
		struct prefix p = prefix_of_address(&c->link[i].ours);

		if (!c->link[i].ours.family || prefix_is_public(&p))
			continue;
		diagnostics_add(diags, SEVERITY_ERROR, c->link[i].name.at, "private-on-public",
				"tunnel %s ends at %s, which is private; circuit %s carries public addresses only",
				c->link[i].name.text, address_format(&c->link[i].ours, buf),
				carrier->name.text);
	}
}

static void check_gateways(const struct lint_input *in, const struct usage *usage,
			   const struct desc_network *network, struct diagnostics *diags)
{
	size_t i;

	for (i = 0; i < network->n_gateway; i++) {
		const struct desc_gateway *g = &network->gateway[i];

		if (g->kind != GATEWAY_VPN || !g->throughput)
			continue;
		check_demand(in, usage, g, diags);
		check_carrier(in, g, diags);
	}
}

/* Whether a gateway has a throughput, so that the services have to be walked. */
static bool is_measured(const struct description *d)
{
	size_t i, j, k;

	for (i = 0; i < d->n_cloud; i++) {
		for (j = 0; j < d->cloud[i].n_network; j++) {
			const struct desc_network *network = &d->cloud[i].network[j];

			for (k = 0; k < network->n_gateway; k++) {
				if (network->gateway[k].throughput)
					return true;
			}
		}
	}
	return false;
}

void lint_bandwidth(const struct lint_input *in, struct diagnostics *diags)
{
	struct verification result;
	struct usage usage;
	size_t i, j;

	for (i = 0; i < in->d->n_circuit; i++)
		check_ends(in, &in->d->circuit[i], diags);
	if (!is_measured(in->d))
		return;
	verification_run(in->routes, &result);
	usage_find(&usage, in->net, &result);
	for (i = 0; i < in->d->n_cloud; i++) {
		for (j = 0; j < in->d->cloud[i].n_network; j++)
			check_gateways(in, &usage, &in->d->cloud[i].network[j], diags);
	}
	usage_free(&usage);
	verification_free(&result);
}

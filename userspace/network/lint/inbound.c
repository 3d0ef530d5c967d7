// SPDX-License-Identifier: GPL-2.0
/* Answers of servers have to find the edge that the request came by. */
#include <string.h>

#include "network/lint/lint.h"

/* What the outside reaches by a rule: a service, or the prefix of a netmap. */
static const char *published_name(const struct net_nat *nat, char *buf)
{
	return nat->kind == NAT_PUBLISH ? nat->service : prefix_format(&nat->from.v[0], buf);
}

static void check_segment(const struct lint_input *in, const struct net_nat *nat,
			  unsigned int segment, struct diagnostics *diags)
{
	char buf[PREFIX_STRLEN];
	unsigned int i;

	for (i = 0; i < in->net->n_circuit; i++) {
		if (!lint_is_er(in, i) || in->net->circuit[i].device == nat->device ||
		    !lint_sees(in, in->net->segment[segment].device, i))
			continue;
		diagnostics_add(diags, SEVERITY_ERROR, in->net->segment[segment].at,
				"segment-sees-er",
				"segment %s publishes %s on %s without inbound SNAT and sees routes of circuit %s",
				in->net->segment[segment].name, published_name(nat, buf),
				in->net->circuit[nat->circuit].name, in->net->circuit[i].name);
		return;
	}
}

/* Hosts that a rule leads to: a server, or all that a netmap has. */
static void check_segments(const struct lint_input *in, const struct net_nat *nat,
			   struct diagnostics *diags)
{
	unsigned int segment = network_segment_of(in->net, &nat->to.v[0].address), i;

	if (nat->kind == NAT_PUBLISH) {
		if (segment != NONE)
			check_segment(in, nat, segment, diags);
		return;
	}
	for (i = 0; i < in->net->n_segment; i++) {
		if (prefix_overlaps(&in->net->segment[i].prefix, &nat->to.v[0]))
			check_segment(in, nat, i, diags);
	}
}

static void check_edge(const struct lint_input *in, const struct net_nat *nat,
		       struct diagnostics *diags)
{
	const struct net_device *edge = &in->net->device[nat->device];
	char buf[PREFIX_STRLEN];
	unsigned int i;

	for (i = 0; !edge->pins && i < in->net->n_circuit; i++) {
		if (!lint_is_er(in, i) || in->net->circuit[i].device == nat->device ||
		    !lint_sees(in, nat->device, i))
			continue;
		diagnostics_add(diags, SEVERITY_ERROR, edge->at, "edge-sees-er",
				"%s publishes %s on %s, does not pin, and sees routes of circuit %s: answers leave by that",
				edge->name, published_name(nat, buf),
				in->net->circuit[nat->circuit].name, in->net->circuit[i].name);
		return;
	}
}

/* Another circuit that publishes the same address and translates its sources, or NONE. */
static unsigned int translated_elsewhere(const struct lint_input *in, const struct net_nat *nat)
{
	size_t i;

	for (i = 0; i < in->net->n_nat; i++) {
		const struct net_nat *other = &in->net->nat[i];

		if (other->kind == NAT_PUBLISH && other->circuit != nat->circuit &&
		    address_equal(&other->address, &nat->address) &&
		    lint_has_nat(in, other->circuit, NAT_INBOUND))
			return other->circuit;
	}
	return NONE;
}

static void check_bare(const struct lint_input *in, const struct net_nat *nat,
		       struct diagnostics *diags)
{
	const struct net_circuit *c = &in->net->circuit[nat->circuit];
	unsigned int other = translated_elsewhere(in, nat);

	if (other != NONE)
		diagnostics_add(diags, SEVERITY_ERROR, c->at, "inbound-snat-partial",
				"service %s has inbound SNAT on %s and not on %s; give it both",
				nat->service, in->net->circuit[other].name, c->name);
	else if (lint_is_er(in, nat->circuit) && !in->net->device[nat->device].ersym)
		diagnostics_add(diags, SEVERITY_WARNING, c->at, "no-inbound-snat",
				"service %s is published on %s without inbound SNAT; its answers may leave by another circuit",
				nat->service, c->name);
}

/* Whether the inside sends a pool to the device that has it. */
static void check_routed(const struct lint_input *in, const struct net_nat *nat,
			 const struct prefix *p, struct diagnostics *diags)
{
	const struct prefix_table *table = in->routes->table;
	const struct table_entry *e = &table->v[prefix_table_lookup(table, &p->address)];
	const struct desc_circuit *d = &in->d->circuit[nat->circuit];
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < e->n_holder; i++) {
		const struct holder *h = &table->holder[e->holder + i];

		if (h->device == nat->device || !h->igp)
			continue;
		diagnostics_add(diags, SEVERITY_ERROR,
				lint_place(in, nat->circuit, &d->inbound_snat, p),
				"inbound-pool-not-routed",
				"%s, the inbound pool of circuit %s, is routed to %s, not to %s",
				prefix_format(p, buf), d->name.text,
				in->net->device[h->device].name,
				in->net->device[nat->device].name);
		return;
	}
}

/* Everyone sees ExpressRoute, and nothing is translated to it. */
static void check_flat(const struct lint_input *in, struct diagnostics *diags)
{
	unsigned int first = NONE, i;

	for (i = 0; i < in->net->n_circuit; i++) {
		if (lint_has_nat(in, i, NAT_OUTBOUND) || lint_has_nat(in, i, NAT_NETMAP))
			return;
		if (lint_is_er(in, i) && first == NONE)
			first = i;
	}
	for (i = 0; first != NONE && i < in->net->n_segment; i++) {
		unsigned int device = in->net->segment[i].device;

		if (in->net->device[device].side == SIDE_OURS && !lint_sees(in, device, first))
			return;
	}
	if (first != NONE)
		diagnostics_add(diags, SEVERITY_ERROR, in->net->circuit[first].at,
				"flat-without-snat",
				"every segment sees routes of circuit %s, and no circuit has a pool: answers return where they like",
				in->net->circuit[first].name);
}

static void check_way(const struct lint_input *in, const struct net_nat *nat,
		      struct diagnostics *diags)
{
	bool translated = lint_has_nat(in, nat->circuit, NAT_INBOUND);

	if (!translated && nat->kind == NAT_PUBLISH)
		check_bare(in, nat, diags);
	if (!lint_is_internet(in, nat->circuit))
		return;
	if (translated)
		check_edge(in, nat, diags);
	else
		check_segments(in, nat, diags);
}

void lint_inbound(const struct lint_input *in, struct diagnostics *diags)
{
	size_t i, j;

	for (i = 0; i < in->net->n_nat; i++) {
		const struct net_nat *nat = &in->net->nat[i];

		if (nat->kind == NAT_PUBLISH || nat->kind == NAT_NETMAP_IN)
			check_way(in, nat, diags);
		for (j = 0; nat->kind == NAT_INBOUND && j < nat->to.n; j++)
			check_routed(in, nat, &nat->to.v[j], diags);
	}
	check_flat(in, diags);
}

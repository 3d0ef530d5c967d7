// SPDX-License-Identifier: GPL-2.0
#include "network/walk/translate.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

unsigned int circuit_at(const struct network *net, unsigned int device, unsigned int link)
{
	unsigned int circuit = link == NONE ? NONE : net->link[link].circuit;

	if (circuit == NONE || net->device[device].side != SIDE_OURS)
		return NONE;
	return net->link[link].end[0].device == device ? circuit : NONE;
}

/* Whether a rule matches the destination of a packet and its port, if it has ports. */
static bool publishes(const struct network *net, const struct net_nat *nat, unsigned int link,
		      const struct packet *packet, bool names_port)
{
	if (nat->kind != NAT_PUBLISH || nat->circuit != net->link[link].circuit ||
	    !address_equal(&nat->address, &packet->destination) || !nat->n_port == names_port)
		return false;
	if (nat->link && !address_equal(&nat->address, &net->link[link].end[0].address))
		return false;
	return !names_port || filter_port(nat->port, nat->n_port, packet);
}

static void publish(const struct net_nat *nat, struct packet *packet)
{
	const struct port_range *port = filter_port(nat->port, nat->n_port, packet);

	packet->destination = nat->to.v[0].address;
	if (port)
		packet->destination_port = (uint16_t)(port->inside + packet->destination_port -
						      port->first);
}

/* The rule of a netmap for a packet that came in by a circuit, or NONE. */
static unsigned int find_netmap(const struct network *net, const struct index_list *rules,
				unsigned int circuit, const struct packet *packet)
{
	size_t i;

	for (i = 0; i < rules->n; i++) {
		const struct net_nat *nat = &net->nat[rules->v[i]];

		if (nat->kind == NAT_NETMAP_IN && nat->circuit == circuit &&
		    prefix_contains_address(&nat->from.v[0], &packet->destination))
			return rules->v[i];
	}
	return NONE;
}

unsigned int translate_destination(const struct network *net, unsigned int device,
				   unsigned int link, struct packet *packet)
{
	const struct index_list *rules = &net->nat_of[device];
	const struct net_nat *nat;
	unsigned int netmap;
	size_t i;

	if (circuit_at(net, device, link) == NONE)
		return NONE;
	for (i = 0; i < 2 * rules->n; i++) {
		unsigned int rule = rules->v[i % rules->n];

		if (!publishes(net, &net->nat[rule], link, packet, i < rules->n))
			continue;
		publish(&net->nat[rule], packet);
		return rule;
	}
	netmap = find_netmap(net, rules, net->link[link].circuit, packet);
	if (netmap == NONE)
		return NONE;
	nat = &net->nat[netmap];
	packet->destination = prefix_map(&nat->from.v[0], &nat->to.v[0], &packet->destination);
	return netmap;
}

static bool has_family(const struct prefix_list *list, uint8_t family)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (list->v[i].address.family == family)
			return true;
	}
	return false;
}

/* The rule of a kind and a circuit for the source of a packet, or NONE. */
static unsigned int find_rule(const struct network *net, const struct crossing *c,
			      enum net_nat_kind kind, unsigned int circuit, bool any_source)
{
	const struct index_list *rules = &net->nat_of[c->device];
	size_t i;

	for (i = 0; circuit != NONE && i < rules->n; i++) {
		const struct net_nat *nat = &net->nat[rules->v[i]];

		if (nat->kind == kind && nat->circuit == circuit &&
		    has_family(&nat->to, c->packet->source.family) &&
		    (any_source || filter_list_has(&nat->from, &c->packet->source)))
			return rules->v[i];
	}
	return NONE;
}

/* A netmap of the circuit precedes its pool. */
static unsigned int find_outbound(const struct network *net, const struct crossing *c,
				  bool any_source)
{
	const struct site *ersym = net->device[c->device].ersym;
	unsigned int rule = NONE;

	if (any_source || (ersym && filter_list_has(&ersym->inside, &c->packet->source)))
		rule = find_rule(net, c, NAT_NETMAP, c->out, false);
	return rule == NONE ? find_rule(net, c, NAT_OUTBOUND, c->out, any_source) : rule;
}

/* In the order of the rules of plan/table/nat.c. */
unsigned int translate_source(const struct network *net, const struct crossing *c)
{
	const struct net_transit *transit = filter_transit(net, c);
	unsigned int rule = find_rule(net, c, NAT_SERVER, c->out, false);

	if (rule != NONE)
		return rule;
	if (transit && transit->snat)
		return find_outbound(net, c, true);
	if (c->in == NONE)
		return find_outbound(net, c, false);
	if (c->out == NONE ? filter_accepts(net, c) :
			     !c->published || !filter_leads_to_server(net, c))
		return NONE;
	return find_rule(net, c, NAT_INBOUND, c->in, false);
}

static void add_choice(struct address **choice, size_t *n, const struct address *a)
{
	*choice = array_grow(*choice, *n, sizeof(**choice));
	(*choice)[(*n)++] = *a;
}

/* The address after one; false: it was the last of its prefix. */
static bool next_after(const struct prefix *p, const struct prefix *inner, struct address *a)
{
	struct address end;
	unsigned int i = address_bits(p->address.family) / 8;

	prefix_last(inner, &end);
	while (i-- > 0) {
		if (++end.bytes[i])
			break;
	}
	*a = end;
	return prefix_contains_address(p, &end) &&
	       address_compare(&end, &inner->address) > 0;
}

/*
 * One address in each prefix of the table within the pool, and one in what is left
 * between them. Prefixes within one another do no harm: an address may be twice.
 */
static void add_choices(const struct prefix_table *table, const struct prefix *pool,
			struct address **choice, size_t *n)
{
	struct address at = pool->address;
	size_t low = 0, high = table->n, i;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (prefix_compare(&table->v[middle].prefix, pool) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (i = low; i < table->n && prefix_contains(pool, &table->v[i].prefix); i++) {
		const struct prefix *inner = &table->v[i].prefix;

		if (address_compare(&at, &inner->address) < 0)
			add_choice(choice, n, &at);
		add_choice(choice, n, &inner->address);
		if (!next_after(pool, inner, &at))
			return;
	}
	add_choice(choice, n, &at);
}

size_t translate_choices(const struct network *net, const struct prefix_table *table,
			 const struct net_nat *nat, const struct crossing *c,
			 struct address **choice)
{
	struct address mapped;
	size_t n = 0, i;

	*choice = NULL;
	if (nat->kind == NAT_NETMAP) {
		mapped = prefix_map(&nat->from.v[0], &nat->to.v[0], &c->packet->source);
		add_choice(choice, &n, &mapped);
		return n;
	}
	if (nat->link && c->link != NONE) {
		add_choice(choice, &n, &net->link[c->link].end[0].address);
		return n;
	}
	for (i = 0; i < nat->to.n; i++) {
		if (nat->to.v[i].address.family == c->packet->source.family)
			add_choices(table, &nat->to.v[i], choice, &n);
	}
	return n;
}

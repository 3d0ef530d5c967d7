// SPDX-License-Identifier: GPL-2.0
#include "network/walk/filter.h"

const struct port_range *filter_port(const struct port_range *port, size_t n,
				     const struct packet *packet)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (port[i].protocol == packet->protocol &&
		    packet->destination_port >= port[i].first &&
		    packet->destination_port <= port[i].last)
			return &port[i];
	}
	return NULL;
}

bool filter_list_has(const struct prefix_list *list, const struct address *a)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (prefix_contains_address(&list->v[i], a))
			return true;
	}
	return !list->n;
}

const struct net_transit *filter_transit(const struct network *net, const struct crossing *c)
{
	size_t i;

	for (i = 0; i < net->n_transit; i++) {
		const struct net_transit *t = &net->transit[i];

		if (t->device == c->device && t->from == c->in && t->to == c->out)
			return t;
	}
	return NULL;
}

bool filter_leads_to_server(const struct network *net, const struct crossing *c)
{
	size_t i;

	for (i = 0; i < net->n_behind; i++) {
		const struct net_behind *b = &net->behind[i];

		if (b->device == c->device && b->circuit == c->out &&
		    address_equal(&b->server, &c->packet->destination))
			return true;
	}
	return false;
}

/* Whether something that is let in matches: a service without translation, or a source. */
static bool is_let_in(const struct network *net, const struct crossing *c, bool service)
{
	size_t i;

	for (i = 0; i < net->n_accept; i++) {
		const struct net_accept *a = &net->accept[i];

		if (a->device != c->device || a->circuit != c->in ||
		    !a->to.address.family == service)
			continue;
		if (!service && filter_list_has(&a->from, &c->packet->source))
			return true;
		if (service && prefix_contains_address(&a->to, &c->packet->destination) &&
		    (!a->n_port || filter_port(a->port, a->n_port, c->packet)))
			return true;
	}
	return false;
}

bool filter_accepts(const struct network *net, const struct crossing *c)
{
	return is_let_in(net, c, false);
}

/* In the order of the rules of plan/table/filter.c. */
bool filter_passes(const struct network *net, const struct crossing *c)
{
	if (c->in == NONE || !net->device[c->device].filters || filter_transit(net, c))
		return true;
	if (c->out == NONE)
		return c->published || is_let_in(net, c, true) || filter_accepts(net, c);
	return filter_leads_to_server(net, c) && !c->netmap &&
	       (c->published || is_let_in(net, c, true));
}

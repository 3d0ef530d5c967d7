// SPDX-License-Identifier: GPL-2.0
/* Where and why a packet ends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/print/walk.h"
#include "network/walk/missing.h"
#include "network/walk/translate.h"

/* The device that made state of a request, for who looks for it in vain. */
static const struct hop *state_maker(const struct path *request)
{
	size_t i;

	for (i = 0; i < request->n_hop; i++) {
		if (request->hop[i].made)
			return &request->hop[i];
	}
	return NULL;
}

static void print_no_state(const struct network *net, const struct hop *hop,
			   const struct path *request, FILE *out)
{
	const char *name = net->device[hop->device].name;
	const struct hop *maker = request ? state_maker(request) : NULL;

	if (!net->device[hop->device].state) {
		fprintf(out,
			"%s gets an answer from an address that it never sent anything to, and drops it",
			name);
		return;
	}
	fprintf(out, "%s is stateful and has never seen the request", name);
	if (maker)
		fprintf(out, ", which passed %s", net->device[maker->device].name);
	fputs(", so it drops the answer", out);
}

static const struct address *private_one(const struct packet *p)
{
	struct prefix source = prefix_of_address(&p->source);

	return prefix_is_public(&source) ? &p->destination : &p->source;
}

static bool joins(const struct net_session *s, unsigned int a, unsigned int b)
{
	return (s->peer[0].device == a && s->peer[1].device == b) ||
	       (s->peer[0].device == b && s->peer[1].device == a);
}

/* Of the session of who has a prefix and who lacks it. */
static void print_session_down(const struct routes *routes, const struct missing *m, FILE *out)
{
	const struct network *net = routes->net;
	size_t i;

	fputs(", whose session is down", out);
	for (i = 0; i < net->n_session; i++) {
		const struct net_link *l;

		if (net->session[i].link == NONE || !joins(&net->session[i], m->giver, m->taker) ||
		    !link_lacks_carrier(net, routes->outage, net->session[i].link))
			continue;
		l = &net->link[net->session[i].link];
		fprintf(out, " because circuit %s, which carries %s, is",
			net->circuit[l->over].name, net->circuit[l->circuit].name);
		return;
	}
}

/* Which announcement would have helped. */
static void print_missing(const struct routes *routes, const struct hop *hop, FILE *out)
{
	const struct network *net = routes->net;
	char buf[PREFIX_STRLEN];
	struct missing m;

	missing_find(routes, hop->device, &hop->after.destination, &m);
	if (m.prefix == NONE) {
		fputs(": nothing in this network has that address", out);
		return;
	}
	prefix_format(&routes->table->v[m.prefix].prefix, buf);
	if (m.taker == NONE && (routes->table->v[m.prefix].class != NONE ||
				net->device[m.giver].as == net->device[hop->device].as)) {
		fprintf(out, ": no path leads to %s, which has %s", net->device[m.giver].name, buf);
		return;
	}
	fprintf(out, ": missing is the announcement of %s by %s", buf, net->device[m.giver].name);
	if (m.taker == NONE) {
		fputs(", which announces it to nobody", out);
		return;
	}
	fprintf(out, " to %s", net->device[m.taker].name);
	if (!m.why)
		print_session_down(routes, &m, out);
	else if (!strcmp(m.why, "import"))
		fputs(", which does not accept it", out);
	else if (!strcmp(m.why, "export"))
		fputs(", which its export list leaves out", out);
	else
		fprintf(out, ": %s", m.why);
}

static void print_refused(const struct network *net, const struct hop *hop, FILE *out)
{
	unsigned int in = circuit_at(net, hop->device, hop->in), other = NONE;
	char buf[PREFIX_STRLEN];

	if (hop->route.n_hop)
		other = circuit_at(net, hop->device, hop->route.hop[0].link);
	fprintf(out, "%s lets no such connection in: ", net->device[hop->device].name);
	address_format(&hop->after.destination, buf);
	if (hop->route.source == ROUTE_NONE)
		fprintf(out, "%s is its own address, which no netmap opens", buf);
	else if (other == NONE)
		fprintf(out, "no service is published at %s", buf);
	else
		fprintf(out, "%s is reached by circuit %s, and neither transit from %s nor behind of a service is in its ersym.yaml",
			buf, net->circuit[other].name, net->circuit[in].name);
}

char *death_text(const struct routes *routes, const struct path *path,
		 const struct path *request)
{
	const struct network *net = routes->net;
	const struct hop *hop = &path->hop[path->n_hop - 1];
	const char *name = net->device[hop->device].name;
	char *text = NULL, buf[PREFIX_STRLEN];
	const struct address *a;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	switch (path->fate) {
	case FATE_NO_STATE:
		print_no_state(net, hop, request, out);
		break;
	case FATE_NO_ROUTE:
		fprintf(out, "%s has no route to %s", name,
			address_format(&hop->after.destination, buf));
		print_missing(routes, hop, out);
		break;
	case FATE_PRIVATE:
		a = private_one(&hop->after);
		fprintf(out, "%s would send the private %s %s out by circuit %s, which carries only public addresses",
			name, a == &hop->after.source ? "source" : "destination",
			address_format(a, buf), net->circuit[net->link[hop->out].circuit].name);
		break;
	case FATE_REFUSED:
		print_refused(net, hop, out);
		break;
	case FATE_POOL:
		fprintf(out, "%s announces %s, and no server and no connection of its own has that address",
			name, address_format(&hop->after.destination, buf));
		break;
	case FATE_NO_LINK:
		fprintf(out, "%s must send it out by the circuit that the request came in on, which is down",
			name);
		break;
	case FATE_LOOP:
		fprintf(out, "%s sees the same packet again: it goes in a circle", name);
		break;
	case FATE_TOO_FAR:
		fprintf(out, "%s is more than %d devices away, farther than the time to live of a packet",
			name, HOPS_MAX);
		break;
	case FATE_ARRIVED:
		break;
	}
	fclose(out);
	return text;
}

// SPDX-License-Identifier: GPL-2.0
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "network/expand/parts.h"
#include "network/model/endpoint.h"
#include "util/alloc.h"

/* What a service without ports is walked with. */
#define ANY_PORT 443

static bool find(struct expansion *x, const struct desc_name *name, struct endpoint *end)
{
	if (endpoint_find(x->net, name->text, end))
		return true;
	expand_error(x, name->at, "unknown-endpoint",
		     "%s is no host, no segment and no address that anything here has; name one of them",
		     name->text);
	return false;
}

static void unknown_circuit(struct expansion *x, const struct desc_name *name)
{
	expand_error(x, name->at, "unknown-circuit",
		     "there is no circuit %s; add it under circuits, or name another", name->text);
}

static void add_service(struct expansion *x, const struct desc_service *d,
			const struct desc_name *from, const struct endpoint *to,
			unsigned int circuit)
{
	struct endpoint client;
	struct net_service *s;

	if (!find(x, from, &client))
		return;
	if (client.device == NONE) {
		expand_error(x, from->at, "unknown-endpoint",
			     "%s is in no segment; add it to one, or name another address",
			     from->text);
		return;
	}
	if (client.address.family != to->address.family) {
		expand_error(x, from->at, "family", "%s and %s are not of the same IP version",
			     from->text, d->to.text);
		return;
	}
	s = network_add_service(x->net, d->name.text, from->text);
	s->packet = (struct packet){
		.source = client.address, .destination = to->address,
		.protocol = d->n_port ? d->port[0].protocol : IPPROTO_TCP,
		.source_port = CLIENT_PORT,
		.destination_port = d->n_port ? d->port[0].first : ANY_PORT,
	};
	s->device = client.device;
	s->circuit = circuit;
	s->encrypt = d->encrypt;
	s->refused = d->refused;
	s->accepted = d->accepted;
	s->demand = d->demand;
	s->at = d->name.at;
}

void expand_services(struct expansion *x)
{
	size_t i, j;

	for (i = 0; i < x->d->n_service; i++) {
		const struct desc_service *d = &x->d->service[i];
		unsigned int circuit = NONE;
		struct endpoint to;

		if (d->circuit.text) {
			circuit = network_circuit(x->net, d->circuit.text);
			if (circuit == NONE)
				unknown_circuit(x, &d->circuit);
		}
		for (j = 0; j < d->not_on.n; j++) {
			if (network_circuit(x->net, d->not_on.v[j].text) == NONE)
				unknown_circuit(x, &d->not_on.v[j]);
		}
		if (!d->to.text)
			continue;
		if (!endpoint_find(x->net, d->to.text, &to)) {
			find(x, &d->to, &to);
			continue;
		}
		for (j = 0; j < d->from.n; j++)
			add_service(x, d, &d->from.v[j], &to, circuit);
	}
}

// SPDX-License-Identifier: GPL-2.0
#include "network/read/read.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/array.h"

static void read_ours(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit_link *l = object;

	read_interface(r, e->value, &l->ours, &l->length);
}

static void read_link_device(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit_link *l = object;

	read_reference(r, e->value, "the name of a device", &l->device);
}

static void read_theirs(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit_link *l = object;

	l->theirs_at = node_location(e->value);
	read_address(r, e->value, &l->theirs);
}

static void read_disabled(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit_link *l = object;

	l->disabled = read_flag(r, e->value);
}

static const struct key link_keys[] = {
	{ "ours", read_ours },
	{ "theirs", read_theirs },
	{ "at", read_link_device },
	{ "disabled", read_disabled },
};

static void read_circuit_link(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;
	struct desc_circuit_link *l;
	char *what;

	c->link = array_grow(c->link, c->n_link, sizeof(*c->link));
	l = &c->link[c->n_link++];
	read_own_name(r, e, "link", &l->name);
	what = xasprintf("link %s", l->name.text);
	read_record(r, e->value, e->at, what, link_keys, ARRAY_SIZE(link_keys), l, NULL);
	free(what);
}

static void read_kind(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;
	const char *words[KIND_NONE];
	int word;
	int i;

	for (i = 0; i < KIND_NONE; i++)
		words[i] = circuit_kind_name((enum circuit_kind)i);
	word = read_word(r, e->value, words, KIND_NONE,
			 "microsoft-peering, private-peering, internet or vpn");
	if (word >= 0)
		c->kind = (enum circuit_kind)word;
}

static void read_at(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_reference(r, e->value, "the name of a device", &c->device);
}

static void read_to(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_reference(r, e->value, "the name of a cloud", &c->to);
}

static void read_attachment_latency(struct reader *r, const struct entry *e, void *object)
{
	struct desc_attachment *a = object;

	read_latency(r, e->value, &a->latency);
}

static const struct key attachment_keys[] = {
	{ "latency", read_attachment_latency },
};

static void read_attachment(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;
	struct desc_attachment *a;
	char *what;

	c->attachment = array_grow(c->attachment, c->n_attachment, sizeof(*c->attachment));
	a = &c->attachment[c->n_attachment++];
	read_own_name(r, e, "gateway", &a->gateway);
	what = xasprintf("gateway %s", a->gateway.text);
	read_record(r, e->value, e->at, what, attachment_keys, ARRAY_SIZE(attachment_keys), a,
		    NULL);
	free(what);
}

static void read_gateways(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of gateways", read_attachment, object);
}

static void read_over(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_reference(r, e->value, "the name of a circuit", &c->over);
}

static void read_allow_own_as(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_number(r, e->value, "how often, 0 to 10", 0, 10, &c->allow_own_as);
}

static void read_circuit_links(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of links", read_circuit_link, object);
}

static void read_announce(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_written_prefixes(r, e->value, &c->announce);
}

static void read_receive(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_written_prefixes(r, e->value, &c->receive);
}

static void read_accepted(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_written_prefixes(r, e->value, &c->accepted);
}

static void read_snat(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_written_prefixes(r, e->value, &c->snat);
}

static void read_inbound_snat(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_written_prefixes(r, e->value, &c->inbound_snat);
}

static void read_prepend(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_number(r, e->value, "how often to prepend, 0 to 10", 0, 10, &c->prepend);
}

static void read_local_pref(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_number(r, e->value, "a number", 0, UINT32_MAX, &c->local_pref);
}

static void read_preference(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;
	struct desc_preference *p;

	c->preference = array_grow(c->preference, c->n_preference, sizeof(*c->preference));
	p = &c->preference[c->n_preference++];
	read_own_name(r, e, "region", &p->region);
	read_number(r, e->value, "a number", 0, UINT32_MAX, &p->local_pref);
}

static void read_prefer(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of regions to their local-pref", read_preference, object);
}

static void read_circuit_latency(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	read_latency(r, e->value, &c->latency);
}

static void read_circuit_community(struct reader *r, const struct entry *e, void *object)
{
	struct desc_circuit *c = object;

	c->community_at = node_location(e->value);
	read_community(r, e->value, &c->community);
}

static const struct key circuit_keys[] = {
	{ "kind", read_kind },
	{ "at", read_at, true },
	{ "to", read_to },
	{ "gateways", read_gateways },
	{ "over", read_over },
	{ "allow-own-as", read_allow_own_as },
	{ "links", read_circuit_links, true },
	{ "announce", read_announce },
	{ "receive", read_receive },
	{ "accepted", read_accepted },
	{ "snat", read_snat },
	{ "inbound-snat", read_inbound_snat },
	{ "prepend", read_prepend },
	{ "local-pref", read_local_pref },
	{ "prefer", read_prefer },
	{ "latency", read_circuit_latency },
	{ "community", read_circuit_community },
	{ "connectivity", read_connectivity },
	{ "layer", read_layer },
	{ "sku", read_sku },
	{ "steps", read_steps },
	{ "liveness", read_liveness },
	{ "layer-2-devices", read_switches },
};

static void read_circuit(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;
	struct desc_circuit *c;
	char *what;

	d->circuit = array_grow(d->circuit, d->n_circuit, sizeof(*d->circuit));
	c = &d->circuit[d->n_circuit++];
	c->kind = KIND_NONE;
	c->local_pref = 100;
	c->provision.connectivity = CONNECTIVITY_NONE;
	read_own_name(r, e, "circuit", &c->name);
	what = xasprintf("circuit %s", c->name.text);
	read_record(r, e->value, e->at, what, circuit_keys, ARRAY_SIZE(circuit_keys), c, NULL);
	free(what);
}

void read_network_circuits(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of circuits", read_circuit, object);
}

// SPDX-License-Identifier: GPL-2.0
#include "config/circuit.h"

#include <stdlib.h>
#include <string.h>

#include "config/circuit_names.h"
#include "config/netmap.h"
#include "config/policy.h"
#include "config/probe.h"
#include "model/device_name.h"
#include "model/site.h"
#include "util/alloc.h"
#include "util/array.h"

#define HOLD_DOWN_MAX 3600000

static void read_gateway(struct reader *r, const struct entry *e, void *object)
{
	struct link *link = object;
	const yaml_node_t **items;
	struct address a;
	size_t n, i;

	if (node_is(e->value, "auto")) {
		link->gateway_auto = true;
		return;
	}
	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		if (!read_address(r, items[i], &a))
			continue;
		if (link->n_gateway == ARRAY_SIZE(link->gateway) ||
		    (link->n_gateway && link->gateway[0].family == a.family)) {
			document_error(&r->doc, node_location(items[i]), "gateway-family",
				       "a link has one gateway of each family; remove the second %s one",
				       a.family == AF_INET ? "IPv4" : "IPv6");
			continue;
		}
		link->gateway[link->n_gateway++] = a;
	}
	free(items);
}

static void read_receive(struct reader *r, const struct entry *e, void *object)
{
	struct link *link = object;

	link->receive = read_flag(r, e->value);
}

static const struct key link_keys[] = {
	{ "gateway", read_gateway },
	{ "receive", read_receive },
};

static void read_links(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;
	struct entry *entries;
	char buf[QUOTED_STRLEN];
	size_t n, i;

	entries = document_entries(&r->doc, e->value, "a mapping of links", &n);
	for (i = 0; i < n; i++) {
		struct link link = { .at = entries[i].at };

		/* "xfrm0:" without a value means the same as "xfrm0: {}". */
		if (!node_is_nothing(entries[i].value))
			read_record(r, entries[i].value, entries[i].at, "a link", link_keys,
				    ARRAY_SIZE(link_keys), &link, NULL);
		if (!device_name_is_valid(entries[i].key)) {
			document_error(&r->doc, entries[i].at, "link-name",
				       "%s cannot name a network device; use up to %d characters, none of them space, \"/\" or \":\"",
				       quoted(entries[i].key, buf), ERSYM_DEVICE_MAX);
			continue;
		}
		strcpy(link.name, entries[i].key);
		c->link = array_grow(c->link, c->n_link, sizeof(*c->link));
		c->link[c->n_link++] = link;
	}
	free(entries);
}

static void read_id(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	c->id_at = node_location(e->value);
	read_number(r, e->value, "a number from 1 to 1022", 1, ERSYM_CIRCUIT_MAX, &c->id);
}

static void read_kind(struct reader *r, const struct entry *e, void *object)
{
	const char *kinds[KIND_NONE];
	struct circuit *c = object;
	int i;

	for (i = 0; i < KIND_NONE; i++)
		kinds[i] = circuit_kind_name((enum circuit_kind)i);
	c->kind_at = node_location(e->value);
	i = read_word(r, e->value, kinds, ARRAY_SIZE(kinds),
		      "microsoft-peering, private-peering, internet or vpn");
	if (i >= 0)
		c->kind = (enum circuit_kind)i;
}

static void read_remote(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	c->remote = read_flag(r, e->value);
}

static void read_snat(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	if (node_is(e->value, "masquerade"))
		c->masquerade = true;
	else
		read_prefixes(r, e->value, &c->snat, &c->snat_at);
}

static void read_default_route(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	read_number(r, e->value, "a metric from 1 to 4294967295", 1, UINT32_MAX,
		    &c->default_route);
}

static void read_on_down(struct reader *r, const struct entry *e, void *object)
{
	static const char *const words[] = { "end", "keep" };
	struct circuit *c = object;
	int i = read_word(r, e->value, words, ARRAY_SIZE(words), "end or keep");

	c->on_down_at = node_location(e->value);
	if (i >= 0)
		c->on_down = i ? ON_DOWN_KEEP : ON_DOWN_END;
}

static void read_circuit_probe(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	read_probe(r, e, &c->probe);
}

static void read_hold_down(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	read_duration(r, e->value, "a time from 1ms to 60m", 1, HOLD_DOWN_MAX, &c->hold_down);
}

static void read_inbound_snat(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	read_prefixes(r, e->value, &c->inbound_snat, &c->inbound_snat_at);
}

static void read_accept(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	read_prefixes(r, e->value, &c->accept, &c->accept_at);
}

static void read_circuit_netmaps(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	read_netmaps(r, e, &c->netmap, &c->n_netmap);
}

static void read_circuit_policy(struct reader *r, const struct entry *e, void *object)
{
	struct circuit *c = object;

	read_policy(r, e, &c->drop);
}

enum circuit_key {
	CIRCUIT_ID,
	CIRCUIT_KIND,
	CIRCUIT_REMOTE,
	CIRCUIT_LINKS,
	CIRCUIT_DEFAULT_ROUTE,
	CIRCUIT_ON_DOWN,
	CIRCUIT_PROBE,
	CIRCUIT_HOLD_DOWN,
	CIRCUIT_SNAT,
	CIRCUIT_INBOUND_SNAT,
	CIRCUIT_ACCEPT,
	CIRCUIT_NETMAP,
	CIRCUIT_ON_VIOLATION,
};

static const struct key circuit_keys[] = {
	[CIRCUIT_ID] = { "id", read_id, true },
	[CIRCUIT_KIND] = { "kind", read_kind },
	[CIRCUIT_REMOTE] = { "remote", read_remote },
	[CIRCUIT_LINKS] = { "links", read_links },
	[CIRCUIT_DEFAULT_ROUTE] = { "default-route", read_default_route },
	[CIRCUIT_ON_DOWN] = { "on-down", read_on_down },
	[CIRCUIT_PROBE] = { "probe", read_circuit_probe },
	[CIRCUIT_HOLD_DOWN] = { "hold-down", read_hold_down },
	[CIRCUIT_SNAT] = { "snat", read_snat },
	[CIRCUIT_INBOUND_SNAT] = { "inbound-snat", read_inbound_snat },
	[CIRCUIT_ACCEPT] = { "accept", read_accept },
	[CIRCUIT_NETMAP] = { "netmap", read_circuit_netmaps },
	[CIRCUIT_ON_VIOLATION] = { "on-violation", read_circuit_policy },
};

/* These keys describe what a host does on its own links. */
static void check_remote(struct reader *r, const struct circuit *c, const struct location *found)
{
	static const enum circuit_key local[] = {
		CIRCUIT_LINKS, CIRCUIT_DEFAULT_ROUTE, CIRCUIT_ON_DOWN, CIRCUIT_PROBE,
		CIRCUIT_HOLD_DOWN, CIRCUIT_INBOUND_SNAT, CIRCUIT_ACCEPT, CIRCUIT_NETMAP,
		CIRCUIT_ON_VIOLATION,
	};
	size_t i;

	if (!c->remote)
		return;
	for (i = 0; i < ARRAY_SIZE(local); i++) {
		if (found[local[i]].line)
			document_error(&r->doc, found[local[i]], "remote-key",
				       "a remote circuit ends on another host and has no %s here; remove this key, or remote",
				       circuit_keys[local[i]].name);
	}
	if (c->masquerade)
		document_error(&r->doc, found[CIRCUIT_SNAT], "remote-key",
			       "a remote circuit has no link here whose address masquerade could use; list its pools");
}

static void read_circuit(struct reader *r, struct site *site, const struct entry *e)
{
	struct location found[ARRAY_SIZE(circuit_keys)] = { 0 };
	size_t before = r->doc.diags->n_error;
	struct circuit *c;
	bool named;
	char *what;

	site->circuit = array_grow(site->circuit, site->n_circuit, sizeof(*site->circuit));
	c = &site->circuit[site->n_circuit++];
	c->at = e->at;
	c->kind = KIND_NONE;
	named = read_name(r, e, "circuit");
	if (!strcmp(e->key, "inside") || !strcmp(e->key, "unknown"))
		document_error(&r->doc, e->at, "name",
			       "\"%s\" is a reserved word; choose another name", e->key);
	strcpy(c->name, named ? e->key : "?");
	what = xasprintf("circuit %s", c->name);
	read_record(r, e->value, e->at, what, circuit_keys, ARRAY_SIZE(circuit_keys), c, found);
	free(what);
	check_remote(r, c, found);
	c->incomplete = r->doc.diags->n_error > before;
}

void read_circuits(struct reader *r, const struct entry *e, void *object)
{
	struct circuit_names *names = r->context;
	struct site *site = object;
	struct entry *entries;
	size_t n, i;

	entries = document_entries(&r->doc, e->value, "a mapping of circuits", &n);
	if (!entries)
		return;
	if (e->value->data.mapping.pairs.start == e->value->data.mapping.pairs.top)
		document_error(&r->doc, e->at, "no-circuits",
			       "no circuits; name at least one, or use ersym clear");
	names->v = xcalloc(n, sizeof(*names->v));
	for (i = 0; i < n; i++) {
		names->v[i].name = entries[i].key;
		names->v[i].index = site->n_circuit;
		read_circuit(r, site, &entries[i]);
	}
	names->n = n;
	circuit_names_sort(names);
	free(entries);
}

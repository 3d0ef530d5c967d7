// SPDX-License-Identifier: GPL-2.0
#include "print/operations.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "nft/set_print.h"
#include "print/json.h"

void operations_text(const struct operations *operations, FILE *out)
{
	size_t i;

	for (i = 0; i < operations->n; i++) {
		operation_print(&operations->v[i], out);
		fputc('\n', out);
	}
}

static json_t *hex(uint32_t number)
{
	char buf[16];

	snprintf(buf, sizeof(buf), "%#x", number);
	return json_text(buf);
}

static const char *family_name(uint8_t family)
{
	return family == AF_INET6 ? "ip6" : "ip";
}

static void add_module(json_t *json, const struct module_config *module)
{
	json_t *enforce = json_array();
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < module->enforce.n; i++)
		json_push(enforce, json_text(prefix_format(&module->enforce.v[i], buf)));
	json_add(json, "mark-mask", hex(module->mark_mask));
	if (module->enforce.n)
		json_add(json, "enforce", enforce);
	else
		json_decref(enforce);
}

static void add_circuit(json_t *json, const struct module_circuit *c)
{
	json_t *links = json_array(), *pools = json_array();
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < c->n_link; i++)
		json_push(links, json_text(c->link[i].name));
	for (i = 0; i < c->pool.n; i++)
		json_push(pools, json_text(prefix_format(&c->pool.v[i], buf)));
	json_add(json, "name", json_text(c->name));
	json_add(json, "id", json_integer(c->id));
	json_add(json, "links", links);
	json_add(json, "pools", pools);
}

static void add_rule(json_t *json, const struct ip_rule *rule)
{
	json_add(json, "family", json_text(family_name(rule->family)));
	json_add(json, "priority", json_integer(rule->priority));
	if (rule->inverted)
		json_add(json, "not", json_true());
	json_add(json, "fwmark", hex(rule->mark));
	json_add(json, "fwmask", hex(rule->mask));
	json_add(json, "table", rule->table ? json_integer(rule->table) : json_null());
	if (rule->target)
		json_add(json, "goto", json_integer(rule->target));
}

static void add_route(json_t *json, const struct route *route)
{
	json_t *hops = json_array();
	char buf[PREFIX_STRLEN];
	const char *gateway;
	size_t i;

	for (i = 0; i < route->n_hop; i++) {
		const struct next_hop *hop = &route->hop[i];
		json_t *entry = json_object();

		gateway = hop->gateway.family ? address_format(&hop->gateway, buf) : NULL;
		json_add(entry, "gateway", json_text(gateway));
		json_add(entry, "dev", json_text(hop->device));
		json_push(hops, entry);
	}
	json_add(json, "family", json_text(family_name(route->destination.address.family)));
	json_add(json, "table", json_integer(route->table));
	json_add(json, "type", json_text(route_type_name(route->type)));
	json_add(json, "dst",
		 json_text(route->destination.length ? prefix_format(&route->destination, buf) :
						       "default"));
	json_add(json, "metric", json_integer(route->metric));
	json_add(json, "hops", hops);
}

static void add_neighbour(json_t *json, const struct neighbour *neighbour)
{
	char buf[PREFIX_STRLEN];

	json_add(json, "address", json_text(address_format(&neighbour->address, buf)));
	json_add(json, "dev", json_text(neighbour->device));
}

static void add_element(json_t *json, const struct nft_set *set, const struct nft_element *e)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out) {
		nft_element_print(set, e, out);
		fclose(out);
	}
	json_add(json, "set", json_text(set->name));
	json_add(json, "element", json_text(text));
	json_add(json, "comment", json_text(e->comment));
	free(text);
}

static void add_flowtable(json_t *json, const struct nft_flowtable *flowtable)
{
	json_t *devices = json_array();
	size_t i;

	for (i = 0; i < flowtable->n_device; i++)
		json_push(devices, json_text(flowtable->device[i]));
	json_add(json, "name", json_text(flowtable->name));
	json_add(json, "devices", devices);
}

static json_t *operation_json(const struct operation *o)
{
	union thing thing = operation_thing(o);
	json_t *json = json_object();

	json_add(json, "op", json_text(verb_name(o->verb)));
	json_add(json, "object", json_text(operation_object_name(o)));
	switch (o->object) {
	case OBJECT_MODULE:
		add_module(json, thing.module);
		break;
	case OBJECT_CIRCUIT:
		add_circuit(json, thing.circuit);
		break;
	case OBJECT_RULE:
		add_rule(json, thing.rule);
		break;
	case OBJECT_ROUTE:
		add_route(json, thing.route);
		break;
	case OBJECT_NEIGHBOUR:
		add_neighbour(json, thing.neighbour);
		break;
	case OBJECT_TABLE:
		json_add(json, "family", json_text("inet"));
		json_add(json, "name", json_text(NFT_TABLE_NAME));
		break;
	case OBJECT_COUNTER:
		json_add(json, "name", json_text(thing.counter->name));
		break;
	case OBJECT_FLOWTABLE:
		add_flowtable(json, thing.flowtable);
		break;
	case OBJECT_SET:
		json_add(json, "name", json_text(thing.set->name));
		break;
	case OBJECT_ELEMENT:
		add_element(json, o->set, thing.element);
		break;
	case OBJECT_CHAIN:
		json_add(json, "name", json_text(thing.chain->name));
		break;
	}
	return json;
}

json_t *operations_json(const struct operations *operations)
{
	json_t *json = json_object(), *list = json_array();
	size_t i;

	for (i = 0; i < operations->n; i++)
		json_push(list, operation_json(&operations->v[i]));
	json_add(json, "operations", list);
	return json;
}

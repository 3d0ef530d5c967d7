// SPDX-License-Identifier: GPL-2.0
#include "print/site.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/duration.h"
#include "model/kind.h"
#include "print/json.h"
#include "util/alloc.h"

/* Every kind that a policy may drop. */
#define DROPPABLE ((1u << ERSYM_KIND_RELATED) - 1)

/* From this depth of nesting on, a mapping is printed on one line. */
#define FLOW_DEPTH 3

/*
 * struct site as JSON
 */

static json_t *format_json(const char *format, uint32_t value)
{
	char *text = xasprintf(format, value);
	json_t *json = json_text(text);

	free(text);
	return json;
}

static json_t *address_json(const struct address *address)
{
	char buf[PREFIX_STRLEN];

	return json_text(address_format(address, buf));
}

static json_t *prefixes_json(const struct prefix_list *list)
{
	json_t *array = json_array();
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < list->n; i++)
		json_push(array, json_text(prefix_format(&list->v[i], buf)));
	return array;
}

static void add_prefixes(json_t *object, const char *key, const struct prefix_list *list)
{
	if (list->n)
		json_add(object, key, prefixes_json(list));
}

static json_t *policy_json(uint32_t drop)
{
	uint32_t kind;
	json_t *object;

	if (!(drop & DROPPABLE))
		return json_text("flag");
	if ((drop & DROPPABLE) == DROPPABLE)
		return json_text("drop");
	object = json_object();
	for (kind = 0; kind <= ERSYM_KIND_MAX; kind++)
		if (drop & DROPPABLE & (1u << kind))
			json_add(object, violation_kind_name(kind), json_text("drop"));
	return object;
}

static json_t *links_json(const struct circuit *circuit)
{
	json_t *links = json_object();
	size_t i, j;

	for (i = 0; i < circuit->n_link; i++) {
		const struct link *link = &circuit->link[i];
		json_t *object = json_object(), *gateways = json_array();

		for (j = 0; j < link->n_gateway; j++)
			json_push(gateways, address_json(&link->gateway[j]));
		if (link->n_gateway)
			json_add(object, "gateway", gateways);
		else
			json_decref(gateways);
		if (link->gateway_auto)
			json_add(object, "gateway", json_text("auto"));
		if (link->receive)
			json_add(object, "receive", json_true());
		json_add(links, link->name, object);
	}
	return links;
}

static json_t *netmaps_json(const struct circuit *circuit)
{
	json_t *array = json_array();
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < circuit->n_netmap; i++) {
		const struct netmap *m = &circuit->netmap[i];
		json_t *object = json_object();

		json_add(object, "inside", json_text(prefix_format(&m->inside, buf)));
		json_add(object, "outside", json_text(prefix_format(&m->outside, buf)));
		if (m->inbound)
			json_add(object, "inbound", json_true());
		json_push(array, object);
	}
	return array;
}

static json_t *duration_json(uint32_t msec)
{
	char buf[DURATION_STRLEN];

	return json_text(duration_format(msec, buf));
}

static json_t *probe_json(const struct probe *probe)
{
	json_t *object = json_object(), *to = json_array();
	size_t i;

	for (i = 0; i < probe->n_to; i++)
		json_push(to, address_json(&probe->to[i]));
	json_add(object, "to", to);
	json_add(object, "every", duration_json(probe->every));
	json_add(object, "down-after", json_integer(probe->down_after));
	json_add(object, "up-after", json_integer(probe->up_after));
	return object;
}

static json_t *circuit_json(const struct circuit *circuit)
{
	json_t *object = json_object();

	json_add(object, "id", json_integer(circuit->id));
	if (circuit->kind != KIND_NONE)
		json_add(object, "kind", json_text(circuit_kind_name(circuit->kind)));
	if (circuit->remote)
		json_add(object, "remote", json_true());
	if (circuit->n_link)
		json_add(object, "links", links_json(circuit));
	if (circuit->default_route)
		json_add(object, "default-route", json_integer(circuit->default_route));
	if (circuit->on_down != ON_DOWN_DEFAULT)
		json_add(object, "on-down",
			 json_text(circuit->on_down == ON_DOWN_END ? "end" : "keep"));
	if (circuit->probe.n_to)
		json_add(object, "probe", probe_json(&circuit->probe));
	if (circuit->hold_down)
		json_add(object, "hold-down", duration_json(circuit->hold_down));
	if (circuit->masquerade)
		json_add(object, "snat", json_text("masquerade"));
	else
		add_prefixes(object, "snat", &circuit->snat);
	add_prefixes(object, "inbound-snat", &circuit->inbound_snat);
	add_prefixes(object, "accept", &circuit->accept);
	if (circuit->n_netmap)
		json_add(object, "netmap", netmaps_json(circuit));
	if (circuit->drop)
		json_add(object, "on-violation", policy_json(circuit->drop));
	return object;
}

static json_t *port_json(const struct port_range *port)
{
	char buf[PORT_RANGE_STRLEN];

	return json_text(port_range_format(port, buf));
}

static json_t *service_json(const struct site *site, const struct service *service)
{
	json_t *object = json_object(), *via = json_array();
	size_t i;

	json_add(object, "address", service->address_link ? json_text("link") :
							    address_json(&service->address));
	if (service->to.family)
		json_add(object, "to", address_json(&service->to));
	if (service->n_port) {
		json_t *ports = json_array();

		for (i = 0; i < service->n_port; i++)
			json_push(ports, port_json(&service->port[i]));
		json_add(object, "ports", ports);
	}
	for (i = 0; i < service->n_via; i++)
		json_push(via, json_text(site->circuit[service->via[i]].name));
	json_add(object, "via", via);
	if (service->outbound)
		json_add(object, "outbound", json_true());
	if (service->is_behind)
		json_add(object, "behind", json_text(site->circuit[service->behind].name));
	return object;
}

json_t *site_json(const struct site *site)
{
	json_t *object = json_object(), *part;
	size_t i;

	add_prefixes(object, "inside", &site->inside);
	if (site->n_inside_device) {
		part = json_array();
		for (i = 0; i < site->n_inside_device; i++)
			json_push(part, json_text(site->inside_device[i].name));
		json_add(object, "inside-devices", part);
	}
	json_add(object, "mark-mask", format_json("0x%08" PRIx32, site->mark_mask));
	json_add(object, "engine", json_text(engine_name(site->engine)));
	if (site->offload)
		json_add(object, "offload", json_true());
	json_add(object, "on-violation", policy_json(site->inside_drop));
	if (site->enforce.n)
		add_prefixes(object, "enforce", &site->enforce);
	part = json_object();
	for (i = 0; i < site->n_circuit; i++)
		json_add(part, site->circuit[i].name, circuit_json(&site->circuit[i]));
	json_add(object, "circuits", part);
	if (site->n_transit) {
		part = json_array();
		for (i = 0; i < site->n_transit; i++) {
			const struct transit *transit = &site->transit[i];
			json_t *pair = json_object();

			json_add(pair, "from", json_text(site->circuit[transit->from].name));
			json_add(pair, "to", json_text(site->circuit[transit->to].name));
			if (transit->snat)
				json_add(pair, "snat", json_true());
			json_push(part, pair);
		}
		json_add(object, "transit", part);
	}
	if (site->n_service) {
		part = json_object();
		for (i = 0; i < site->n_service; i++)
			json_add(part, site->service[i].name,
				 service_json(site, &site->service[i]));
		json_add(object, "services", part);
	}
	return object;
}

/*
 * The JSON as YAML
 */

/* Text that needs no quotes in YAML, even within brackets. */
static bool is_plain(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789./_-:";
	const char *colon = strchr(text, ':');

	if (!text[0] || strchr("-:", text[0]) || text[strspn(text, plain)])
		return false;
	/* A colon between ports needs no quotes; those of an IPv6 address do. */
	return !colon || (colon[1] && !strchr(colon + 1, ':'));
}

static void print_scalar(const json_t *value, FILE *out)
{
	if (json_is_string(value) && is_plain(json_string_value(value)))
		fputs(json_string_value(value), out);
	else
		/* A JSON scalar is a YAML scalar. */
		json_dumpf(value, out, JSON_ENCODE_ANY);
}

static void print_key(const char *key, FILE *out)
{
	json_t *text = json_text(key);

	print_scalar(text, out);
	fputc(':', out);
	json_decref(text);
}

/* On one line. */
static void print_flow(json_t *value, FILE *out)
{
	const char *key, *comma = "";
	json_t *member;
	size_t i;

	if (json_is_object(value)) {
		fputc('{', out);
		json_object_foreach(value, key, member) {
			fputs(comma, out);
			print_key(key, out);
			fputc(' ', out);
			print_flow(member, out);
			comma = ", ";
		}
		fputc('}', out);
	} else if (json_is_array(value)) {
		fputc('[', out);
		json_array_foreach(value, i, member) {
			fputs(comma, out);
			print_flow(member, out);
			comma = ", ";
		}
		fputc(']', out);
	} else {
		print_scalar(value, out);
	}
}

static bool has_mapping(json_t *object)
{
	const char *key;
	json_t *member;

	json_object_foreach(object, key, member)
		if (json_is_object(member))
			return true;
	return false;
}

/* One line for each member. */
static void print_block(json_t *object, int depth, FILE *out)
{
	const char *key;
	json_t *member;

	json_object_foreach(object, key, member) {
		fprintf(out, "%*s", 2 * depth, "");
		print_key(key, out);
		if (json_is_object(member) && json_object_size(member) &&
		    (depth + 1 < FLOW_DEPTH || has_mapping(member))) {
			fputc('\n', out);
			print_block(member, depth + 1, out);
		} else {
			fputc(' ', out);
			print_flow(member, out);
			fputc('\n', out);
		}
	}
}

void site_yaml(const struct site *site, FILE *out)
{
	json_t *object = site_json(site);

	print_block(object, 0, out);
	json_decref(object);
}

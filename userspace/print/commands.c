// SPDX-License-Identifier: GPL-2.0
#include "print/commands.h"

#include <stdlib.h>
#include <string.h>

#include "model/site.h"
#include "nft/rule_command.h"
#include "nft/set_command.h"
#include "nft/table_command.h"
#include "plan/describe.h"
#include "plan/engine/describe.h"
#include "plan/meanwhile.h"
#include "print/ip_commands.h"
#include "print/json.h"
#include "util/alloc.h"
#include "util/array.h"

/**
 * struct script - a script that is being written
 * @commands: its lines
 * @operations: what it carries out
 * @observed: the state before
 * @desired: the state after
 * @before: names of circuits before
 * @after: names of circuits after
 * @about: the circuit that the last comment named, or NULL
 */
struct script {
	struct commands *commands;
	const struct operations *operations;
	const struct state *observed, *desired;
	struct site before, after;
	const char *about;
};

void commands_add(struct commands *commands, char *text)
{
	commands->v = array_grow(commands->v, commands->n, sizeof(*commands->v));
	commands->v[commands->n++] = text;
}

static void comment(struct script *s, const char *text)
{
	commands_add(s->commands, xasprintf("# %s", text));
	s->about = NULL;
}

static bool in_pools(const struct circuit *circuit, const struct prefix *prefix)
{
	size_t i;

	for (i = 0; i < circuit->snat.n; i++)
		if (prefix_contains(&circuit->snat.v[i], prefix))
			return true;
	for (i = 0; i < circuit->inbound_snat.n; i++)
		if (prefix_contains(&circuit->inbound_snat.v[i], prefix))
			return true;
	for (i = 0; i < circuit->n_netmap; i++)
		if (prefix_contains(&circuit->netmap[i].outside, prefix))
			return true;
	return false;
}

static bool has_device(const struct circuit *circuit, const char *device)
{
	size_t i;

	for (i = 0; i < circuit->n_link; i++)
		if (!strcmp(circuit->link[i].name, device))
			return true;
	return false;
}

static bool is_of(const struct circuit *circuit, const struct operation *o)
{
	union thing thing = operation_thing(o);
	struct prefix address;

	switch (o->object) {
	case OBJECT_RULE:
		return thing.rule->table == ROUTE_TABLE + circuit->id;
	case OBJECT_ROUTE:
		if (thing.route->table == ROUTE_TABLE + circuit->id)
			return true;
		if (thing.route->type == ROUTE_UNICAST)
			return thing.route->n_hop == 1 &&
			       has_device(circuit, thing.route->hop[0].device);
		return in_pools(circuit, &thing.route->destination);
	case OBJECT_NEIGHBOUR:
		address.address = thing.neighbour->address;
		address.length = address_bits(address.address.family);
		return in_pools(circuit, &address);
	default:
		return false;
	}
}

static const char *circuit_of(const struct script *s, const struct operation *o)
{
	const struct site *site = o->verb == VERB_DELETE ? &s->before : &s->after;
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		if (is_of(&site->circuit[i], o))
			return site->circuit[i].name;
	return NULL;
}

static void name_circuit(struct script *s, const struct operation *o)
{
	static const char all[] = "all circuits", services[] = "services";
	const char *circuit = circuit_of(s, o);

	if (!circuit)
		circuit = o->object == OBJECT_RULE ? all : services;
	if (s->about && !strcmp(circuit, s->about))
		return;
	if (circuit == all || circuit == services)
		commands_add(s->commands, xasprintf("# %s", circuit));
	else
		commands_add(s->commands, xasprintf("# circuit %s", circuit));
	s->about = circuit;
}

static void write_routes(struct script *s, enum stage when, const char *why)
{
	const struct operations part = operations_stage(s->operations, when);
	const struct operation *o;

	if (!part.n)
		return;
	comment(s, why);
	ip_commands_silence(s->commands, &part);
	for (o = part.v; o < part.v + part.n; o++) {
		name_circuit(s, o);
		if (o->object == OBJECT_RULE)
			ip_commands_rule(s->commands, o, s->operations);
		else if (o->object == OBJECT_ROUTE)
			ip_commands_route(s->commands, o);
		else if (o->object == OBJECT_NEIGHBOUR)
			ip_commands_neighbour(s->commands, o);
	}
	ip_commands_wake(s->commands, &part);
}

static void print_object(const struct operation *o, FILE *out)
{
	union thing thing = operation_thing(o);

	fprintf(out, "%s %s inet " NFT_TABLE_NAME, verb_name(o->verb),
		operation_object_name(o));
	switch (o->object) {
	case OBJECT_COUNTER:
		fprintf(out, " %s", thing.counter->name);
		break;
	case OBJECT_FLOWTABLE:
		fprintf(out, " %s ", thing.flowtable->name);
		if (o->verb == VERB_ADD)
			nft_flowtable_command(thing.flowtable, out);
		break;
	case OBJECT_SET:
		fprintf(out, " %s", thing.set->name);
		if (o->verb == VERB_DELETE)
			break;
		fputs(" { ", out);
		nft_set_command(thing.set, out);
		fputs(" }", out);
		break;
	case OBJECT_CHAIN:
		fprintf(out, " %s", thing.chain->name);
		if (o->verb == VERB_ADD)
			nft_chain_command(thing.chain, out);
		break;
	default:
		break;
	}
	fputc('\n', out);
}

/* The elements of one verb, which are sorted by set. */
static void print_elements(const struct operations *part, enum verb verb, FILE *out)
{
	const struct nft_set *set = NULL;
	const struct operation *o;

	for (o = part->v; o < part->v + part->n; o++) {
		if (o->object != OBJECT_ELEMENT || o->verb != verb)
			continue;
		if (set == o->set)
			fputs(",\n\t", out);
		else
			fprintf(out, "%s%s element inet " NFT_TABLE_NAME " %s {\n\t",
				set ? "\n}\n" : "", verb_name(verb), o->set->name);
		set = o->set;
		nft_element_command(set, operation_thing(o).element, out);
	}
	fputs(set ? "\n}\n" : "", out);
}

static bool print_rules(const struct nft_table *table, const struct nft_chain *chain, FILE *out)
{
	bool complete = true;
	size_t i;

	for (i = 0; i < chain->n_rule; i++) {
		fprintf(out, "add rule inet " NFT_TABLE_NAME " %s ", chain->name);
		complete &= nft_rule_command(table, &chain->rule[i], out);
		fputc('\n', out);
	}
	return complete;
}

/*
 * Chains are added before the rest: nft 1.0.6 does not find one that is added after the map
 * that leads to it.
 */
static void print_objects(const struct operations *part, enum verb verb, bool chains, FILE *out)
{
	const struct operation *o;

	for (o = part->v; o < part->v + part->n; o++) {
		bool is_chain = verb == VERB_ADD && o->object == OBJECT_CHAIN;

		if (o->object != OBJECT_ELEMENT && o->verb == verb && is_chain == chains)
			print_object(o, out);
	}
}

/* Objects are deleted before, and added after, the objects they refer to. */
static bool print_changes(const struct script *s, const struct operations *part, FILE *out)
{
	const struct operation *end = part->v + part->n, *o;
	bool complete = true;

	for (o = part->v; o < end; o++)
		if (o->object == OBJECT_CHAIN && o->verb != VERB_ADD)
			fprintf(out, "flush chain inet " NFT_TABLE_NAME " %s\n",
				o->old.chain->name);
	print_elements(part, VERB_DELETE, out);
	print_objects(part, VERB_DELETE, false, out);
	print_objects(part, VERB_ADD, true, out);
	print_objects(part, VERB_ADD, false, out);
	print_elements(part, VERB_ADD, out);
	for (o = part->v; o < end; o++)
		if (o->object == OBJECT_CHAIN && o->verb != VERB_DELETE)
			complete &= print_rules(&s->desired->nft, o->new.chain, out);
	return complete;
}

/* A table that is new is written as a whole. */
static bool print_table(const struct script *s, const struct operations *part, FILE *out)
{
	bool added = false;
	size_t i;

	for (i = 0; i < part->n; i++) {
		if (part->v[i].object != OBJECT_TABLE)
			continue;
		if (part->v[i].verb == VERB_DELETE)
			fputs("delete table inet " NFT_TABLE_NAME "\n", out);
		else
			added = true;
	}
	if (added)
		return nft_table_command(&s->desired->nft, out);
	return s->desired->nft.present ? print_changes(s, part, out) : true;
}

static void write_table(struct script *s)
{
	const struct operations part = operations_stage(s->operations, STAGE_TABLE);
	char *text = NULL;
	size_t size;
	FILE *out;

	if (!part.n)
		return;
	comment(s, "the nft table, in one transaction");
	out = open_memstream(&text, &size);
	if (!out)
		out_of_memory();
	fputs("nft -f - <<'END'\n", out);
	/* No plan has such a rule. */
	if (!print_table(s, &part, out))
		commands_add(s->commands, xstrdup("exit 1 # nft cannot express a rule below"));
	fputs("END", out);
	fclose(out);
	commands_add(s->commands, text);
}

static json_t *prefixes_request(const struct prefix_list *list)
{
	json_t *json = json_array(), *entry;
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < list->n; i++) {
		entry = json_object();
		json_add(entry, "address", json_text(address_format(&list->v[i].address, buf)));
		json_add(entry, "prefix-length", json_integer(list->v[i].length));
		json_push(json, entry);
	}
	return json;
}

static json_t *circuit_request(const struct module_circuit *c)
{
	json_t *json = json_object(), *links = json_array(), *entry;
	size_t i;

	for (i = 0; i < c->n_link; i++) {
		entry = json_object();
		json_add(entry, "name", json_text(c->link[i].name));
		json_push(links, entry);
	}
	json_add(json, "id", json_integer(c->id));
	json_add(json, "name", json_text(c->name));
	json_add(json, "link", links);
	json_add(json, "pool", prefixes_request(&c->pool));
	if (c->public_only)
		json_add(json, "public-only", json_true());
	json_add(json, "drop", json_integer(c->drop));
	return json;
}

/* The request config-set, as ynl takes it. */
static json_t *module_request(const struct module_config *config)
{
	json_t *json = json_object(), *circuits = json_array();
	size_t i;

	for (i = 0; i < config->n_circuit; i++)
		json_push(circuits, circuit_request(&config->circuit[i]));
	if (config->n_circuit) {
		json_add(json, "mark-mask", json_integer(config->mark_mask));
		json_add(json, "inside-drop", json_integer(config->inside_drop));
		if (config->enforce.n)
			json_add(json, "enforce", prefixes_request(&config->enforce));
	}
	json_add(json, "circuit", circuits);
	return json;
}

static void write_request(struct script *s, const struct module_config *config)
{
	json_t *json = module_request(config);
	char *text = json_dumps(json, 0);

	if (!text)
		out_of_memory();
	commands_add(s->commands,
		     xasprintf("# ynl --family ersym --do config-set --json '%s'", text));
	free(text);
	json_decref(json);
}

/* @meanwhile: before the nft table translates to the new pools */
static void write_module(struct script *s, bool meanwhile)
{
	struct module_config between;

	if (!operations_stage(s->operations, STAGE_MODULE).n)
		return;
	module_meanwhile(&s->observed->module, &s->desired->module, &between);
	if (meanwhile) {
		comment(s, "the module ersym has no standard tool: \"ersym apply\", or this request");
		write_request(s, &between);
	} else if (!module_config_equal(&between, &s->desired->module)) {
		comment(s, "the module ersym once more, with the new pools alone");
		write_request(s, &s->desired->module);
	}
	module_config_free(&between);
}

static void write_table_stages(struct script *s)
{
	write_routes(s, STAGE_RETRACT, "what answers for addresses that are no longer protected");
	write_table(s);
	write_routes(s, STAGE_ANSWER, "what answers for addresses, which the table protects now");
}

static void write_stages(struct script *s)
{
	bool table_judges = engine_in_force(&s->desired->nft);

	write_routes(s, STAGE_NARROW, "routes that lose next hops");
	write_routes(s, STAGE_PREPARE, "what no packet uses yet");
	if (table_judges)
		write_table_stages(s);
	write_module(s, true);
	write_routes(s, STAGE_WIDEN, "routes by links that are known now");
	if (!table_judges)
		write_table_stages(s);
	write_module(s, false);
	write_routes(s, STAGE_CLEAN, "what no packet uses any more, and default routes");
}

void commands_write(struct commands *commands, const struct operations *operations,
		    const struct state *observed, const struct state *desired)
{
	struct script s = {
		.commands = commands,
		.operations = operations,
		.observed = observed,
		.desired = desired,
	};

	memset(commands, 0, sizeof(*commands));
	plan_describe(observed, &s.before);
	plan_describe(desired, &s.after);
	write_stages(&s);
	site_free(&s.before);
	site_free(&s.after);
}

void commands_free(struct commands *commands)
{
	size_t i;

	for (i = 0; i < commands->n; i++)
		free(commands->v[i]);
	free(commands->v);
}

void commands_text(const struct commands *commands, FILE *out)
{
	size_t i;

	fputs("#!/bin/sh\n"
	      "# What \"ersym apply\" would do in this network namespace, in its order. It differs in\n"
	      "# this: apply undoes what it did when a step fails, removes circuits that no longer\n"
	      "# exist from the marks of connections that do, configures the module ersym, and keeps\n"
	      "# the configuration for \"ersym run\".\n"
	      "set -e\n",
	      out);
	for (i = 0; i < commands->n; i++)
		fprintf(out, "%s\n", commands->v[i]);
}

json_t *commands_json(const struct commands *commands)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < commands->n; i++)
		json_push(json, json_text(commands->v[i]));
	return json;
}

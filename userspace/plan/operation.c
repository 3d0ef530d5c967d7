// SPDX-License-Identifier: GPL-2.0
#include "plan/operation.h"

#include <stdlib.h>
#include <string.h>

#include "nft/set_print.h"
#include "util/array.h"

struct operation *operations_add(struct operations *list, enum verb verb, enum object object,
				 const void *old, const void *new)
{
	struct operation *o;

	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	o = &list->v[list->n++];
	o->verb = verb;
	o->object = object;
	o->old.any = old;
	o->new.any = new;
	return o;
}

void operations_free(struct operations *operations)
{
	free(operations->v);
	memset(operations, 0, sizeof(*operations));
}

struct operations operations_stage(const struct operations *all, enum stage stage)
{
	struct operations part = { 0 };
	size_t i;

	for (i = 0; i < all->n; i++) {
		if (all->v[i].stage != stage)
			continue;
		if (!part.n)
			part.v = &all->v[i];
		part.n++;
	}
	return part;
}

union thing operation_thing(const struct operation *o)
{
	return o->verb == VERB_DELETE ? o->old : o->new;
}

const char *verb_name(enum verb verb)
{
	switch (verb) {
	case VERB_ADD:
		return "add";
	case VERB_DELETE:
		return "delete";
	case VERB_CHANGE:
		break;
	}
	return "change";
}

const char *operation_object_name(const struct operation *o)
{
	switch (o->object) {
	case OBJECT_MODULE:
		return "module";
	case OBJECT_CIRCUIT:
		return "circuit";
	case OBJECT_RULE:
		return "rule";
	case OBJECT_ROUTE:
		return "route";
	case OBJECT_NEIGHBOUR:
		return "neighbour";
	case OBJECT_TABLE:
		return "table";
	case OBJECT_COUNTER:
		return "counter";
	case OBJECT_FLOWTABLE:
		return "flowtable";
	case OBJECT_SET:
		return nft_set_is_map(operation_thing(o).set) ? "map" : "set";
	case OBJECT_ELEMENT:
		return "element";
	case OBJECT_CHAIN:
		break;
	}
	return "chain";
}

static void print_module(const struct module_config *module, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	fprintf(out, " mark-mask %#x", module->mark_mask);
	for (i = 0; i < module->enforce.n; i++)
		fprintf(out, "%s%s", i ? ", " : " enforce ",
			prefix_format(&module->enforce.v[i], buf));
}

static void print_circuit(const struct module_circuit *c, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	fprintf(out, " %s id %u", c->name, c->id);
	if (!c->n_link)
		fputs(" remote", out);
	for (i = 0; i < c->n_link; i++)
		fprintf(out, "%s%s", i ? ", " : " links ", c->link[i].name);
	for (i = 0; i < c->pool.n; i++)
		fprintf(out, "%s%s", i ? ", " : " pool ", prefix_format(&c->pool.v[i], buf));
}

static void print_flowtable(const struct nft_flowtable *flowtable, FILE *out)
{
	size_t i;

	fprintf(out, " %s devices", flowtable->name);
	for (i = 0; i < flowtable->n_device; i++)
		fprintf(out, "%s %s", i ? "," : "", flowtable->device[i]);
}

void operation_print_object(const struct operation *o, FILE *out)
{
	union thing thing = operation_thing(o);

	fputs(operation_object_name(o), out);
	switch (o->object) {
	case OBJECT_MODULE:
		if (o->verb != VERB_DELETE)
			print_module(thing.module, out);
		break;
	case OBJECT_CIRCUIT:
		print_circuit(thing.circuit, out);
		break;
	case OBJECT_RULE:
		fputc(' ', out);
		ip_rule_print(thing.rule, out);
		break;
	case OBJECT_ROUTE:
		fputc(' ', out);
		route_print(thing.route, out);
		break;
	case OBJECT_NEIGHBOUR:
		fputc(' ', out);
		neighbour_print(thing.neighbour, out);
		break;
	case OBJECT_TABLE:
		fputs(" inet " NFT_TABLE_NAME, out);
		break;
	case OBJECT_COUNTER:
		fprintf(out, " %s", thing.counter->name);
		break;
	case OBJECT_FLOWTABLE:
		print_flowtable(thing.flowtable, out);
		break;
	case OBJECT_SET:
		fprintf(out, " %s", thing.set->name);
		break;
	case OBJECT_ELEMENT:
		fprintf(out, " %s { ", o->set->name);
		nft_element_print(o->set, thing.element, out);
		fputs(" }", out);
		break;
	case OBJECT_CHAIN:
		fprintf(out, " %s", thing.chain->name);
		break;
	}
}

void operation_print(const struct operation *o, FILE *out)
{
	fprintf(out, "%c ", "+-~"[o->verb]);
	operation_print_object(o, out);
}

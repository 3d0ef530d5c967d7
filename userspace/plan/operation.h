/* SPDX-License-Identifier: GPL-2.0 */
/* The steps from one state to another. */
#ifndef ERSYM_PLAN_OPERATION_H
#define ERSYM_PLAN_OPERATION_H

#include <stddef.h>
#include <stdio.h>

#include "plan/state.h"

enum verb {
	VERB_ADD,
	VERB_DELETE,
	VERB_CHANGE,
};

enum object {
	OBJECT_MODULE,			/* mark mask and the policy of the inside */
	OBJECT_CIRCUIT,			/* of the module */
	OBJECT_RULE,
	OBJECT_ROUTE,
	OBJECT_TABLE,
	OBJECT_COUNTER,
	OBJECT_FLOWTABLE,
	OBJECT_SET,
	OBJECT_ELEMENT,
	OBJECT_CHAIN,
};

/* What an operation is about; which one, its object says. OBJECT_TABLE has none. */
union thing {
	const void *any;
	const struct module_config *module;
	const struct module_circuit *circuit;
	const struct ip_rule *rule;
	const struct route *route;
	const struct nft_counter *counter;
	const struct nft_flowtable *flowtable;
	const struct nft_set *set;
	const struct nft_element *element;
	const struct nft_chain *chain;
};

/**
 * struct operation - one step
 * @old: as observed; NULL when it is added
 * @new: as desired; NULL when it is deleted
 * @set: of an element: its set, on the side that it is of
 *
 * The pointers are into the two states that plan_diff() got. A chain that
 * changes gets all its rules anew. A flowtable never changes: it goes, with the
 * connections that it has, and comes again.
 */
struct operation {
	enum verb verb;
	enum object object;
	union thing old;
	union thing new;
	const struct nft_set *set;
};

/** struct operations - in the order in which they must be done */
struct operations {
	struct operation *v;
	size_t n;
};

/**
 * plan_diff() - the operations that lead from @observed to @desired
 *
 * None if they are the same. Both are sorted by state_sort(). The order is the
 * module, routes and rules, the nft table. Within the table all that goes, goes
 * before all that comes, and what is referred to comes first.
 */
void plan_diff(const struct state *observed, const struct state *desired,
	       struct operations *operations);
void operations_free(struct operations *operations);

bool operation_is_module(const struct operation *o);
bool operation_is_nft(const struct operation *o);

/* The old thing if it is deleted, else the new one. */
union thing operation_thing(const struct operation *o);
const char *verb_name(enum verb verb);
/* A set that is a map is called so. */
const char *operation_object_name(const struct operation *o);
/* "element dnat-port { ... }": what it is about. Without a line end. */
void operation_print_object(const struct operation *o, FILE *out);
/* "+ element dnat-port { ... }", with - or ~ for the other verbs. */
void operation_print(const struct operation *o, FILE *out);

#endif

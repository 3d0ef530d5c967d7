/* SPDX-License-Identifier: GPL-2.0 */
/* The steps that lead from one state to another. */
#ifndef ERSYM_PLAN_OPERATION_H
#define ERSYM_PLAN_OPERATION_H

#include <stdbool.h>
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
	OBJECT_NEIGHBOUR,
	OBJECT_TABLE,
	OBJECT_COUNTER,
	OBJECT_FLOWTABLE,
	OBJECT_SET,
	OBJECT_ELEMENT,
	OBJECT_CHAIN,
};

/**
 * enum stage - when an operation is carried out
 * @STAGE_NARROW: routes that lose next hops, before what judges packets forgets the link;
 *		  default routes of the main table that are deleted
 * @STAGE_PREPARE: what no packet uses yet: blackholes, tables of new circuits, rules
 * @STAGE_MODULE: the module
 * @STAGE_WIDEN: other routes, after what judges packets knows their links
 * @STAGE_RETRACT: what answers for addresses, before the table stops protecting them
 * @STAGE_TABLE: the nft table
 * @STAGE_ANSWER: what answers for addresses, after the table protects them
 * @STAGE_CLEAN: what no packet uses any more: rules, then routes; and default routes of
 *		 the main table, as circuits are complete now
 *
 * If the nft table judges packets in place of the module, STAGE_TABLE, with the stages
 * around it, precedes STAGE_MODULE. What is missing after any of the steps was missing before
 * the first one.
 */
enum stage {
	STAGE_NARROW,
	STAGE_PREPARE,
	STAGE_MODULE,
	STAGE_WIDEN,
	STAGE_RETRACT,
	STAGE_TABLE,
	STAGE_ANSWER,
	STAGE_CLEAN,
};

/*
 * union thing - the object of an operation; operation.object selects the member, and
 * OBJECT_TABLE has none
 */
union thing {
	const void *any;
	const struct module_config *module;
	const struct module_circuit *circuit;
	const struct ip_rule *rule;
	const struct route *route;
	const struct neighbour *neighbour;
	const struct nft_counter *counter;
	const struct nft_flowtable *flowtable;
	const struct nft_set *set;
	const struct nft_element *element;
	const struct nft_chain *chain;
};

/**
 * struct operation - one step
 * @verb: what is done
 * @object: the kind of object that it is done to
 * @stage: when it is done
 * @old: the object as observed; NULL when it is added
 * @new: the object as desired; NULL when it is deleted
 * @set: set of an element, in the same state as the element
 *
 * The pointers are into the two states that plan_diff() compared. All rules of a
 * chain that changes are replaced. A flowtable never changes: it is deleted, with
 * the connections in it, and re-added.
 */
struct operation {
	enum verb verb;
	enum object object;
	enum stage stage;
	union thing old;
	union thing new;
	const struct nft_set *set;
};

/**
 * struct operations - steps from one state to another
 * @v: steps, in the order in which they must be done
 * @n: number of @v
 */
struct operations {
	struct operation *v;
	size_t n;
};

/**
 * operations_add() - append an operation to a list
 * @list: the list
 * @verb: what is done
 * @object: the kind of object that it is done to
 * @old: the object as observed; NULL when it is added
 * @new: the object as desired; NULL when it is deleted
 *
 * Return: the operation; the pointer is valid until the next one is appended.
 */
struct operation *operations_add(struct operations *list, enum verb verb, enum object object,
				 const void *old, const void *new);
/**
 * operations_free() - free a list of operations
 * @operations: the list; it is empty afterwards
 */
void operations_free(struct operations *operations);

/**
 * operations_stage() - the operations of one stage
 * @all: the list, as plan_diff() made it
 * @stage: the stage
 *
 * Return: a part of the list, which is not to be freed.
 */
struct operations operations_stage(const struct operations *all, enum stage stage);

/**
 * operation_thing() - the object of an operation
 * @o: the operation
 *
 * Return: the old object if it is deleted, else the new one.
 */
union thing operation_thing(const struct operation *o);

/**
 * verb_name() - name of a verb
 * @verb: the verb
 *
 * Return: "add", "delete" or "change".
 */
const char *verb_name(enum verb verb);

/**
 * operation_object_name() - name of the kind of an operation's object
 * @o: the operation
 *
 * Return: the name; a set with data is a "map".
 */
const char *operation_object_name(const struct operation *o);

/**
 * operation_print_object() - write the object, "element dnat-port { ... }"
 * @o: the operation
 * @out: where to; no line end is written
 */
void operation_print_object(const struct operation *o, FILE *out);

/**
 * operation_print() - write an operation, "+ element dnat-port { ... }"
 * @o: the operation; - is written for a deletion and ~ for a change
 * @out: where to; no line end is written
 */
void operation_print(const struct operation *o, FILE *out);

#endif

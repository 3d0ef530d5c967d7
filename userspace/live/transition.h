/* SPDX-License-Identifier: GPL-2.0 */
/* A circuit or a link that went down, or is up again. */
#ifndef ERSYM_LIVE_TRANSITION_H
#define ERSYM_LIVE_TRANSITION_H

#include <net/if.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/condition.h"

/**
 * enum transition_kind - what happened
 * @TRANSITION_CIRCUIT_DOWN: a circuit is down
 * @TRANSITION_CIRCUIT_UP: a circuit is up
 * @TRANSITION_LINK_DOWN: a link is not running
 * @TRANSITION_LINK_UP: a link is running
 */
enum transition_kind {
	TRANSITION_CIRCUIT_DOWN,
	TRANSITION_CIRCUIT_UP,
	TRANSITION_LINK_DOWN,
	TRANSITION_LINK_UP,
};

/**
 * struct transition - what happened to a circuit or a link
 * @kind: enum transition_kind
 * @circuit: name of the circuit
 * @link: name of the link; empty: the circuit
 * @reason: enum reason, of a circuit
 * @why: the reason that was given when the state was set; may be empty
 * @ended: how many connections of the circuit were ended
 */
struct transition {
	uint32_t kind;
	char circuit[ERSYM_NAME_MAX + 1];
	char link[IFNAMSIZ];
	uint32_t reason;
	char why[WHY_SIZE];
	uint32_t ended;
};

/* struct transitions - transitions in their order */
struct transitions {
	struct transition *v;
	size_t n;
};

/**
 * transitions_add() - add a transition, all zero but its kind and circuit
 * @transitions: the transitions
 * @kind: what happened
 * @circuit: name of the circuit
 *
 * Return: the transition; the pointer is valid until the next one is added
 */
struct transition *transitions_add(struct transitions *transitions, enum transition_kind kind,
				   const char *circuit);

/**
 * transitions_of_links() - find the links that changed
 * @before: conditions of the links
 * @now: likewise, later; a link that @before does not have has not changed
 * @transitions: the changes are appended
 */
void transitions_of_links(const struct conditions *before, const struct conditions *now,
			  struct transitions *transitions);

/**
 * transitions_free() - free all transitions
 * @transitions: the transitions; empty afterwards
 */
void transitions_free(struct transitions *transitions);

/**
 * transition_name() - name the event of a transition
 * @t: the transition
 *
 * Return: "circuit-down", for example; NULL if this program does not know it
 */
const char *transition_name(const struct transition *t);

/**
 * transition_text() - describe a transition
 * @t: the transition
 *
 * Return: "circuit us is down (no link is running): 12 connections ended", to be freed by the
 * caller
 */
char *transition_text(const struct transition *t);

#endif

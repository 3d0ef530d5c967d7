/* SPDX-License-Identifier: GPL-2.0 */
/* The condition of circuits: up or down, and what decides. */
#ifndef ERSYM_PLAN_CONDITION_H
#define ERSYM_PLAN_CONDITION_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "plan/circuit_record.h"

struct devices;
struct site;

/**
 * enum reason - what decides on the condition of a circuit
 * @REASON_NONE: nothing does, so that it is up
 * @REASON_LINK: none of its links is running, so that it is down
 * @REASON_WORD: "ersym circuit" has set it up or down
 * @REASON_PROBE: its probe has failed, or it does not work again for long enough, so that it
 *	is down
 */
enum reason {
	REASON_NONE,
	REASON_LINK,
	REASON_WORD,
	REASON_PROBE,
};

/**
 * struct condition - the condition of a circuit
 * @down: no new connection should leave by it
 * @reason: why, or why not
 * @why: with REASON_PROBE, what the service has found; may be empty
 */
struct condition {
	bool down;
	enum reason reason;
	char why[WHY_SIZE];
};

/**
 * struct link_condition - whether a link is running
 * @circuit: name of its circuit
 * @link: its name
 * @running: it is up and has a carrier
 */
struct link_condition {
	char circuit[ERSYM_NAME_MAX + 1];
	char link[IFNAMSIZ];
	bool running;
};

/**
 * struct conditions - the conditions of all circuits of a site, and of their links
 * @v: in the order of site.circuit
 * @n: number of @v
 * @link: the links
 * @n_link: number of @link
 */
struct conditions {
	struct condition *v;
	size_t n;
	struct link_condition *link;
	size_t n_link;
};

/**
 * condition_of() - decide on the condition of a circuit
 * @running: a link that packets leave by is running
 * @word: the state that was set
 * @probe_failed: the verdict of its probe
 *
 * A circuit that was set down is down. Otherwise it is down without a running link; setting
 * it up overrides the verdict of its probe, but does not replace a link.
 *
 * Return: the condition.
 */
struct condition condition_of(bool running, enum word word, bool probe_failed);

/**
 * conditions_find() - decide on the conditions of all circuits
 * @site: the circuits
 * @devices: as observed
 * @records: the states that were set
 * @conditions: written, to be freed with conditions_free()
 *
 * A remote circuit is up, as far as is known here.
 */
void conditions_find(const struct site *site, const struct devices *devices,
		     const struct circuit_records *records, struct conditions *conditions);

/**
 * conditions_free() - free the conditions
 * @conditions: the conditions; empty afterwards
 */
void conditions_free(struct conditions *conditions);

/**
 * reason_name() - name what decides on a condition
 * @reason: an enum reason
 *
 * Return: "link", "word" or "probe"; NULL for nothing, or a reason that is not known.
 */
const char *reason_name(unsigned int reason);

/**
 * reason_text() - describe what decides on a condition
 * @reason: an enum reason
 * @why: the reason that was given, or what the service has found
 *
 * Return: a text, "set by command: maintenance", to be freed by the caller; NULL for nothing.
 */
char *reason_text(unsigned int reason, const char *why);

#endif

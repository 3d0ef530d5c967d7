/* SPDX-License-Identifier: GPL-2.0 */
/* Circuits that the service has found to be down. */
#ifndef ERSYM_PLAN_CIRCUITS_DOWN_H
#define ERSYM_PLAN_CIRCUITS_DOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct circuit_down - a circuit that is down
 * @id: its id
 * @since: since when, in seconds since 1970
 * @why: why, as a text without a line end
 */
struct circuit_down {
	uint32_t id;
	int64_t since;
	char *why;
};

/**
 * struct circuits_down - all that are down
 * @v: the circuits
 * @n: number of @v
 */
struct circuits_down {
	struct circuit_down *v;
	size_t n;
};

/**
 * circuits_down_add() - add a circuit
 * @list: the list
 * @id: id of the circuit
 * @since: since when, in seconds since 1970
 * @why: why; it is copied
 */
void circuits_down_add(struct circuits_down *list, uint32_t id, int64_t since, const char *why);

/**
 * circuits_down_find() - find a circuit
 * @list: the list
 * @id: id of the circuit
 *
 * Return: the circuit; NULL if it is not down.
 */
const struct circuit_down *circuits_down_find(const struct circuits_down *list, uint32_t id);

/**
 * circuits_down_free() - free all of a list
 * @list: the list; it is empty afterwards
 */
void circuits_down_free(struct circuits_down *list);

#endif

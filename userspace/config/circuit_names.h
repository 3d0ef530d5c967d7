/* SPDX-License-Identifier: GPL-2.0 */
/* The names of the circuits in the file, for the keys that refer to a circuit. */
#ifndef ERSYM_CONFIG_CIRCUIT_NAMES_H
#define ERSYM_CONFIG_CIRCUIT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "yaml/reader.h"

/**
 * struct circuit_name - the name of a circuit and its place in the site
 * @name: as it is in the file, valid or not; owned by the document
 * @index: index into site.circuit
 */
struct circuit_name {
	const char *name;
	size_t index;
};

/**
 * struct circuit_names - all circuits of a file; the context of struct reader
 * @v: sorted by name
 * @n: number of names
 * @complete: the circuits have been read, so a name that is not in @v is unknown
 */
struct circuit_names {
	struct circuit_name *v;
	size_t n;
	bool complete;
};

/**
 * circuit_names_sort() - sort the names, and let read_circuit_name() use them
 * @names: all names of the file
 */
void circuit_names_sort(struct circuit_names *names);

/**
 * circuit_names_free() - free the array of names
 * @names: the names
 */
void circuit_names_free(struct circuit_names *names);

/**
 * read_circuit_name() - read the name of a circuit of the same file
 * @r: the reader; its context is the struct circuit_names
 * @node: the value
 * @index: the circuit's index in site.circuit; unchanged if there is none
 *
 * Return: false if there is no such circuit, which is reported unless the
 * circuits themselves could not be read.
 */
bool read_circuit_name(struct reader *r, const yaml_node_t *node, size_t *index);

#endif

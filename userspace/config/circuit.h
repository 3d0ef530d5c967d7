/* SPDX-License-Identifier: GPL-2.0 */
/* The key circuits. */
#ifndef ERSYM_CONFIG_CIRCUIT_H
#define ERSYM_CONFIG_CIRCUIT_H

#include "yaml/reader.h"

/**
 * read_circuits() - read the circuits of a site
 * @r: the reader; its context is a struct circuit_names
 * @e: the key and its value
 * @object: the struct site
 *
 * The names are appended to the struct circuit_names that is the context of @r;
 * transit and services look circuits up in it, so they are read later.
 */
void read_circuits(struct reader *r, const struct entry *e, void *object);

#endif

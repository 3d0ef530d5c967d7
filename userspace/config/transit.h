/* SPDX-License-Identifier: GPL-2.0 */
/* The key transit. */
#ifndef ERSYM_CONFIG_TRANSIT_H
#define ERSYM_CONFIG_TRANSIT_H

#include "yaml/reader.h"

/**
 * read_transit() - read the transits of a site
 * @r: the reader; its context is a struct circuit_names
 * @e: the key and its value
 * @object: the struct site
 */
void read_transit(struct reader *r, const struct entry *e, void *object);

#endif
